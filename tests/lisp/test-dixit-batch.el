;;; test-dixit-batch.el --- The command line, its input and output  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Code:

(require 'dixit-test)
(require 'dixit-batch)

;;;; The command line, without the module

(defun test-dixit-batch-usage (&rest arguments)
  "Return what is wrong with ARGUMENTS."
  (cadr (should-error (dixit-batch--parse arguments) :type 'dixit-batch-usage)))

(ert-deftest test-dixit-batch-options ()
  (let ((options (dixit-batch--parse '("--" "a" "--format=json" "--input" "jsonl" "b"
                                       "--output" "o" "--quiet" "--" "--c" "-"))))
    (should (equal (dixit-batch-options-files options) '("a" "b" "--c" "-")))
    (should (equal (dixit-batch-options-format options) "json"))
    (should (equal (dixit-batch-options-input options) "jsonl"))
    (should (equal (dixit-batch-options-output options) "o"))
    (should (dixit-batch-options-quiet options))
    (should-not (dixit-batch-options-progress options)))
  (let ((options (dixit-batch--parse '("a" "--select=quotes,people" "--select" "checks"
                                       "--output=a=b" "--output=-"))))
    (should (equal (dixit-batch-options-select options) '(quotes people checks)))
    (should (equal (dixit-batch-options-output options) "-")))
  (let ((options (dixit-batch--parse '("a" "--format=csv" "--select=people" "--jobs=3"
                                       "--fields=name,quotes" "--fields" "file"))))
    (should (equal (dixit-batch-options-fields options) '(name quotes file)))
    (should (equal (dixit-batch-options-jobs options) 3)))
  (should (> (dixit-batch-options-jobs (dixit-batch--parse '("a" "--jobs" "auto"))) 0)))

(ert-deftest test-dixit-batch-usage ()
  (dolist (case '((nil . "no file") (("--quiet") . "no file")
                  (("a" "--nonsense") . "unknown option: --nonsense")
                  (("-x") . "unknown option: -x") (("--" "-x") . "unknown option: -x")
                  (("a" "--format") . "--format needs a value")
                  (("a" "--format" "--quiet") . "--format needs a value")
                  (("a" "--format=") . "unknown format: an empty one")
                  (("a" "--format" "xml") . "unknown format: xml (there are: text, json, jsonl")
                  (("a" "--input" "csv") . "unknown kind of input: csv")
                  (("a" "--select" "x") . "unknown section: x")
                  (("a" "--select=quotes,people" "--format=json") . "json can have only one of")
                  (("a" "--select=quotes,people" "--format=csv") . "csv can have only one of")
                  (("a" "--select=quotes,people" "--format=org" "--fields=file")
                   . "a table can have only one of")
                  (("a" "--format=csv" "--fields=file,who")
                   . "unknown field: who (quotes have: file, id, line, column, ")
                  (("a" "--format=csv" "--fields=file,") . "unknown field: an empty one")
                  (("a" "--format=csv" "--fields=speaker" "--select=people")
                   . "unknown field: speaker (people have: ")
                  (("a" "--format=csv" "--fields=file,file") . "file is asked for twice")
                  (("a" "--fields=file") . "not for the format text")
                  (("a" "--fields=file" "--format=html") . "not for the format html")
                  (("a" "--fields=file" "--format=compile") . "not for the format compile")
                  (("a" "--jobs=0") . "--jobs needs a number from 1")
                  (("a" "--jobs=many") . "--jobs needs a number from 1")
                  (("a" "--jobs=1000") . "--jobs needs a number from 1")
                  (("a" "--color=red") . "unknown --color: red")
                  (("a" "--quiet=yes") . "--quiet takes no value")
                  (("a" "--output=") . "--output needs the name")
                  (("-" "-") . "only once")))
    (should (string-search (cdr case) (apply #'test-dixit-batch-usage (car case))))))

(ert-deftest test-dixit-batch-help ()
  "The help needs no module and names every format and option."
  (pcase-let ((`(,status ,output ,errors) (dixit-test-batch "--help")))
    (should (equal (list status errors) '(0 "")))
    (dolist (format dixit-batch-formats)
      (should (string-match-p (format "^ +%s  " (car format)) output)))
    (dolist (option '("format" "input" "output" "select" "fields" "jobs" "rules" "no-rules" "color" "progress" "quiet" "help"
                      "version"))
      (should (string-search (concat "--" option) output)))
    (pcase-dolist (`(,_section . ,fields) dixit-record-fields)
      (dolist (field fields)
        (should (string-match-p (format "\\_<%s\\_>" (car field)) output))))
    (dolist (line (split-string output "\n"))
      (should (<= (string-width line) 88))))
  (should (equal (dixit-test-batch "--version")
                 (list 0 (format "dixit %s (GNU Emacs %s)\n" dixit-module-version emacs-version)
                       ""))))

(ert-deftest test-dixit-batch-usage-status ()
  (pcase-let ((`(,status ,output ,errors) (dixit-test-batch "x" "--format=nonsense")))
    (should (equal (list status output) '(2 "")))
    (should (string-match-p "\\`dixit: unknown format: nonsense .*\ndixit: say --help.*\n\\'"
                            errors))))

(ert-deftest test-dixit-batch-without-module ()
  "One line says what to do, and there is no backtrace."
  (dixit-test-in-directory
    (dixit-test-write "a.txt" "Nothing.")
    (should (equal (dixit-test-shell
                    (concat (dixit-test-command
                             '("a.txt")
                             (format "(setq dixit-module-directory %S)" directory))
                            " </dev/null"))
                   (list 1 "" (format "dixit: The module is not built; say `make build' in %s\n"
                                      (abbreviate-file-name
                                       (directory-file-name dixit--directory))))))))

;;;; Reading and writing, without the module

(defun test-dixit-batch-lines (bytes chunk)
  "Return the lines of a file that holds BYTES, read by the CHUNK."
  (let ((dixit-batch--chunk chunk)
        (file (make-temp-file "dixit-lines"))
        lines)
    (unwind-protect
        (progn
          (dixit-test-write file bytes)
          (dixit-batch--map-lines file (lambda (line number) (push (cons number line) lines))))
      (delete-file file))
    (setq lines (nreverse lines))
    (should (equal (mapcar #'car lines) (number-sequence 1 (length lines))))
    (mapcar #'cdr lines)))

(ert-deftest test-dixit-batch-lines ()
  (dolist (case '(("") ("\n" "") ("a" "a") ("a\n" "a") ("a\nb" "a" "b") ("\n\na\n" "" "" "a")
                  ("abc\xff\r\n\0\ndefghij\nk" "abc\xff\r" "\0" "defghij" "k")))
    (dolist (chunk '(1 2 3 4 7 100))
      (should (equal (test-dixit-batch-lines (car case) chunk) (cdr case))))))

(ert-deftest test-dixit-batch-output-is-whole ()
  "The file is there when all is done, and not before."
  (dixit-test-in-directory
    (let ((sink (dixit-batch--open "out")))
      (dixit-batch--write sink "a\377")
      (dixit-batch--flush sink)
      (dixit-batch--write sink "b")
      (should-not (file-exists-p "out"))
      (dixit-batch--close sink)
      (should (equal (dixit-test-read "out") "a\377b"))
      (should (= (file-modes "out") (logand (default-file-modes) #o666)))
      (should (equal (directory-files directory nil "[^.]") '("out"))))
    (set-file-modes "out" #o640)
    (make-symbolic-link "out" "link")
    (let ((sink (dixit-batch--open "link")))
      (dixit-batch--write sink "c")
      (dixit-batch--close sink)
      (should (equal (dixit-test-read "out") "c"))
      (should (file-symlink-p "link"))
      (should (= (file-modes "out") #o640)))
    (let ((sink (dixit-batch--open "out")))
      (dixit-batch--write sink "d")
      (dixit-batch--flush sink)
      (dixit-batch--abandon sink)
      (should (equal (dixit-test-read "out") "c")))
    (make-directory "dir")
    (dolist (bad '("dir" "none/out"))
      (should-error (dixit-batch--open bad) :type 'dixit-batch-output))
    (should (equal (directory-files directory nil "[^.]") '("dir" "link" "out")))))

(ert-deftest test-dixit-batch-files ()
  (dixit-test-in-directory
    (dolist (file '("b.txt" "a é.txt" ".hidden.txt" "c.md" "d.jsonl" "~x"))
      (dixit-test-write file "x"))
    (make-directory "sub.txt")
    (make-directory "empty")
    (should (equal (dixit-batch--files "." "text") '("./a é.txt" "./b.txt")))
    (should (equal (dixit-batch--files "." "jsonl") '("./d.jsonl")))
    (should (equal (dixit-batch--files "c.md" "text") '("c.md")))
    (should (equal (dixit-batch--contents "~x") "x"))
    (should (string-search "no files *.txt"
                           (cadr (should-error (dixit-batch--files "empty" "text")
                                               :type 'dixit-error))))))

(ert-deftest test-dixit-batch-not-text ()
  (dolist (case '(("\377\376a\0" . "UTF-16") ("\xfe\xff\0a" . "UTF-16") ("%PDF-1.7" . "PDF")
                  ("PK\3\4" . "archive") ("\x1f\x8b" . "compressed")))
    (should (string-search (cdr case)
                           (cadr (should-error (dixit-batch--check-text (car case) "f" nil)
                                               :type 'dixit-error)))))
  (dolist (fine '("" "plain" "a %PDF-" "caf\xc3\xa9"))
    (dixit-batch--check-text fine "f" nil)))

;;;; Reports, without the module

(defconst test-dixit-batch-text
  "\"It is safe,\" Maria Jansen said.
She said it had cost \"a fortune\".
People saw \"The Bridge\" там.\n")

(defun test-dixit-batch-span (words)
  "Return where WORDS are in `test-dixit-batch-text', as a list of one span."
  (let ((start (string-search words test-dixit-batch-text)))
    (list (cons start (+ start (length words))))))

(defun test-dixit-batch-document ()
  "Return a document of `test-dixit-batch-text', as if it was found."
  (make-dixit-document
   :length (length test-dixit-batch-text)
   :mentions []
   :entities (vector (make-dixit-entity :id 0 :type 'PER :name "Maria Jansen" :role "mayor"
                                        :gender 'f :mentions 1234 :quotes 2)
                     (make-dixit-entity :id 1 :type 'PER :name "Jan Pot" :mentions 1 :quotes 0))
   :quotes (vector (make-dixit-quote :id 0 :kind 'direct :source-kind 'name :content '((0 . 13))
                                     :source '((14 . 26)) :text "\"It is safe,\""
                                     :speaker "Maria Jansen" :entity 0 :line 1 :confidence 0.9)
                   (make-dixit-quote :id 1 :kind 'mixed :source-kind 'pronoun
                                     :content '((42 . 67)) :source '((33 . 36))
                                     :text "it had cost \"a fortune\""
                                     :speaker "Maria Jansen" :entity 0 :line 2 :confidence 0.3)
                   (make-dixit-quote :id 2 :kind 'indirect :source-kind 'none
                                     :content '((33 . 40)) :text "She \e[31m said"
                                     :line 2 :confidence 0.8)
                   (make-dixit-quote :id 3 :kind 'indirect :source-kind 'nominal
                                     :content '((33 . 40)) :source (test-dixit-batch-span "People")
                                     :text "x"
                                     :line 3 :confidence 0.8)
                   (make-dixit-quote :id 4 :kind 'term :source-kind 'none
                                     :content '((80 . 92)) :text "\"The Bridge\""
                                     :line 3 :confidence 0.8))
   :marks []
   :checks (vector (make-dixit-check :code 'mixed-script
                                     :start (caar (test-dixit-batch-span "там"))
                                     :end (cdar (test-dixit-batch-span "там"))
                                     :message "odd letters" :fix "that"))))

(ert-deftest test-dixit-batch-report ()
  (let ((report (dixit-report-string (test-dixit-batch-document) test-dixit-batch-text
                                     :title "a.txt")))
    (dolist (line '("^a\\.txt · 4 quotations · 1 speaker$"
                    "^Who speaks +quotations  mentions$"
                    "^  Maria Jansen +mayor +2 +1,234$"
                    "^  nobody named +2$"
                    "^  Silent: Jan Pot (1)$"
                    "^     1  Maria Jansen · direct\n        \"It is safe,\"$"
                    "^     2  She → Maria Jansen · mixed · doubtful (30 %)$"
                    "^     2  \\? nobody named · indirect$"
                    "^        She \ufffd\\[31m said$"
                    "^     3  People (not named) · indirect$"
                    "^In marks, but nobody’s words\n     3  \"The Bridge\"$"
                    "^Worth a look\n     3  там: odd letters → that$"))
      (let ((case-fold-search nil))
        (should (string-match-p line report)))))
  (let ((report (dixit-report-string (test-dixit-batch-document) test-dixit-batch-text
                                     :sections '(checks))))
    (should (string-prefix-p "\nWorth a look" report))
    (should-not (string-search "Quotations" report)))
  (should (string-match-p "Maria Jansen +PER +she +mayor +2 +1,234\n"
                          (dixit-report-string (test-dixit-batch-document) ""
                                               :sections '(entities))))
  (let ((nothing (make-dixit-document :length 0 :mentions [] :entities [] :quotes [] :marks []
                                      :checks [])))
    (should (equal (dixit-report-string nothing "") "\nQuotations\n  None.\n"))))

(ert-deftest test-dixit-batch-report-width ()
  "No line is wider than asked for, whatever the characters."
  (let ((text (concat "“" (make-string 60 ?中) "。” “" (make-string 70 ?x) "” "
                      (apply #'concat (make-list 30 "mot à 😀 ")))))
    (dolist (width '(24 33 40 80 200))
      (dolist (line (split-string (dixit-report--fold text width 8) "\n"))
        (should (<= (string-width line) width)))
      (should (equal (replace-regexp-in-string "[ \n]" "" (dixit-report--fold text width 8))
                     (replace-regexp-in-string " " "" text))))
    (dolist (width '(40 60 80 120))
      (dolist (line (split-string (dixit-report-string (test-dixit-batch-document)
                                                       test-dixit-batch-text :width width)
                                  "\n"))
        (should (<= (string-width line) width)))))
  ;; A closing mark does not start a line.
  (should-not (string-match-p "^ *[。”]" (dixit-report--fold (concat (make-string 20 ?中) "。”")
                                                             42 2))))

(ert-deftest test-dixit-batch-colours ()
  "Everybody has a colour, and without colours the words are the same."
  (let* ((report (dixit-report-string (test-dixit-batch-document) test-dixit-batch-text))
         (ansi (dixit-report-ansi report)))
    (should (string-search "\e[1;36mMaria Jansen\e[0m" ansi))
    (should (string-search "\e[1;31m? nobody named\e[0m" ansi))
    (should (equal (replace-regexp-in-string "\e\\[[0-9;]*m" "" ansi)
                   (substring-no-properties report)))))

;;;; The whole, with the module

(defun test-dixit-batch-keys (object)
  "Return the keys of OBJECT, an alist, in order."
  (mapcar #'car object))

(defun test-dixit-batch-check-json (json)
  "Check that JSON, an alist, has the schema's keys and kinds of values."
  (cl-flet ((all (keys objects)
              (dolist (object objects)
                (should (equal (test-dixit-batch-keys object) keys))))
            (spans (value)
              (dolist (span value)
                (should (= (length span) 2))
                (should (<= 0 (car span) (cadr span) (alist-get 'length json)))))
            (or-null (predicate value)
              (should (or (null value) (funcall predicate value)))))
    (should (equal (test-dixit-batch-keys json)
                   '(schema file id length entities mentions quotes marks checks)))
    (should (equal (alist-get 'schema json) "dixit/1"))
    (all '(id type name role gender mentions quotes) (alist-get 'entities json))
    (all '(start end type kind entity) (alist-get 'mentions json))
    (all '(id kind content cue source text speaker entity line confidence source_kind
           chain)
         (alist-get 'quotes json))
    (all '(start end depth) (alist-get 'marks json))
    (all '(code start end message fix) (alist-get 'checks json))
    (dolist (e (alist-get 'entities json))
      (or-null #'stringp (alist-get 'role e))
      (should (member (alist-get 'gender e) '("m" "f" nil))))
    (dolist (m (alist-get 'mentions json))
      (spans (list (list (alist-get 'start m) (alist-get 'end m))))
      (should (member (alist-get 'type m)
                      '("PER" "ORG" "LOC" "FAC" "NORP" "MISC" "DATE" "MONEY" "PRODUCT")))
      (should (member (alist-get 'kind m) '("name" "nominal" "pronoun")))
      (or-null #'natnump (alist-get 'entity m)))
    (dolist (q (alist-get 'quotes json))
      (should (member (alist-get 'kind q) '("direct" "mixed" "indirect" "term")))
      (should (member (alist-get 'source_kind q) '("none" "name" "nominal" "pronoun")))
      (mapc (lambda (key) (spans (alist-get key q))) '(content cue source chain))
      (should (stringp (alist-get 'text q)))
      (or-null #'stringp (alist-get 'speaker q))
      (or-null #'natnump (alist-get 'entity q))
      (should (> (alist-get 'line q) 0))
      (should (<= 0 (alist-get 'confidence q) 1)))))

(ert-deftest test-dixit-batch-json ()
  "Both layouts are JSON, say the same, and have the schema's keys exactly."
  (skip-unless (dixit-test-module-p))
  (let* ((articles (file-name-directory (dixit-test-article "x")))
         (count (length (directory-files articles nil "\\.txt\\'")))
         (lines (dixit-test-batch articles "--format=jsonl"))
         (pages (dixit-test-batch articles "--format" "json")))
    (should (equal (list (car lines) (nth 2 lines)) '(0 "")))
    (should (equal (list (car pages) (nth 2 pages)) '(0 "")))
    (should (= (seq-count (lambda (c) (eq c ?\n)) (nth 1 lines)) count))
    (let ((documents (dixit-test-parse (nth 1 lines))))
      (should (= (length documents) count))
      (should (equal documents (dixit-test-parse (nth 1 pages))))
      (mapc #'test-dixit-batch-check-json documents)
      (should (equal (mapcar (lambda (json) (alist-get 'file json)) documents)
                     (mapcar (lambda (name) (concat articles name))
                             (directory-files articles nil "\\.txt\\'")))))))

(ert-deftest test-dixit-batch-text ()
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (dixit-test-write "a.txt" "“The bridge is safe,” Maria Jansen said on Monday.\n")
    (dixit-test-write "e.txt" "")
    (pcase-let ((`(,status ,output ,errors) (dixit-test-batch "a.txt" "e.txt")))
      (should (equal (list status errors) '(0 "")))
      (let ((report (decode-coding-string output 'utf-8-unix)))
        (should (string-match-p "^a\\.txt · 1 quotation · 1 speaker$" report))
        (should (string-match-p "^     1  Maria Jansen · direct$" report))
        (should (string-match-p "^        “The bridge is safe,”$" report))
        (should (string-match-p "^e\\.txt · 0 quotations · 0 speakers$" report))
        (should-not (string-search "\e" report))))
    (should (string-search "\e[" (nth 1 (dixit-test-batch "--color=always" "a.txt"))))
    ;; The width comes from the environment, the letters from nowhere else.
    (dolist (environment '(("COLUMNS=40" "LC_ALL=C") ("COLUMNS=40" "LC_ALL=C.UTF-8")))
      (let ((said (dixit-test-shell (dixit-test-command '("a.txt" "--select=quotes"))
                                    :environment environment)))
        (should (equal (list (car said) (decode-coding-string (nth 1 said) 'utf-8-unix))
                       '(0 "a.txt · 1 quotation · 1 speaker

Quotations
     1  Maria Jansen · direct
        “The bridge is safe,”

")))))))

(ert-deftest test-dixit-batch-failures ()
  "Each input that fails is named with a reason; the rest is done."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (dixit-test-write "good é.txt" "“Yes,” Maria Jansen said.")
    (dixit-test-write "bad.txt" "caf\xe9 noir")
    (dixit-test-write "nul.txt" "“Yes,”\0 Maria Jansen said.")
    (dixit-test-write "wide.txt" "\377\376a\0")
    (make-directory "empty")
    (dolist (locale '("LC_ALL=C" "LC_ALL=C.UTF-8"))
      (pcase-let ((`(,status ,output ,errors)
                   (dixit-test-shell
                    (concat (dixit-test-command
                             '("--format=jsonl" "none.txt" "bad.txt" "empty" "good é.txt"
                               "wide.txt" "nul.txt"))
                            " </dev/null")
                    :environment (list locale))))
        (should (= status 1))
        (should (equal (mapcar (lambda (json) (alist-get 'file json))
                               (dixit-test-parse output))
                       '("good é.txt" "nul.txt")))
        (dolist (line '("^dixit: none\\.txt: no such file or directory$"
                        "^dixit: bad\\.txt: .*byte 3\\b.*iconv"
                        "^dixit: empty: no files \\*\\.txt in this directory$"
                        "^dixit: wide\\.txt: .*UTF-16"
                        "^dixit: nul\\.txt: has NUL bytes, the first at byte 10"))
          (should (string-match-p line errors)))
        (should (= (seq-count (lambda (c) (eq c ?\n)) errors) 5))))
    (should (equal (dixit-test-batch "--quiet" "--format=jsonl" "--output=/dev/null" "nul.txt")
                   '(0 "" "")))
    ;; The superuser may read everything.
    (unless (zerop (user-uid))
      (set-file-modes "bad.txt" 0)
      (pcase-let ((`(,status ,_ ,errors) (dixit-test-batch "bad.txt")))
        (should (= status 1))
        (should (string-search "dixit: bad.txt: permission denied" errors))))))

(ert-deftest test-dixit-batch-standard-input ()
  "Pipes, files and nothing, with bytes of every kind and more than a buffer."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (dixit-test-write "a.txt" (concat "“Yes,” é中😀 said.\r\n"
                                      (apply #'concat (make-list 20000 "Nobody came.\n\n"))))
    (let ((run (dixit-test-command '("--format=jsonl" "-")))
          (expected (with-temp-buffer
                      (insert-file-contents-literally "a.txt")
                      (decode-coding-region 1 (point-max) 'utf-8-unix)
                      (buffer-size))))
      (dolist (how '("cat a.txt | %s" "%s <a.txt" "(head -c 5 a.txt; tail -c +6 a.txt) | %s"))
        (pcase-let ((`(,status ,output ,errors) (dixit-test-shell (format how run))))
          (should (equal (list status errors) '(0 "")))
          (let ((json (car (dixit-test-parse output))))
            (should (= (alist-get 'length json) expected))
            (should-not (alist-get 'file json)))))
      (should (equal (alist-get 'length (car (dixit-test-parse
                                              (nth 1 (dixit-test-shell
                                                      (concat run " </dev/null"))))))
                     0))
      (should (string-search "dixit: standard input: "
                             (nth 2 (dixit-test-shell (concat "printf 'a\\377' | " run))))))))

(ert-deftest test-dixit-batch-jsonl ()
  "Order and ids are kept; a line that is broken is named and passed over."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (dixit-test-write "in.jsonl" "{\"id\": 1, \"text\": \"“Yes,” Maria Jansen said.\"}
nonsense

{\"text\": \"No id.\"}
{\"id\": 5}
[]
{\"id\": \"ü\", \"text\": \"A\\u0000B\"}")
    (let ((run (dixit-test-command '("--input=jsonl" "--format=jsonl" "-")))
          (named (dixit-test-command '("--input=jsonl" "--format=jsonl" "in.jsonl" "none.jsonl"))))
      (dolist (case `((,(concat named " </dev/null") "in.jsonl" 4)
                      (,(concat "cat in.jsonl | " run) "standard input" 3)
                      (,(concat run " <in.jsonl") "standard input" 3)))
        (pcase-let* ((`(,command ,name ,failures) case)
                     (`(,status ,output ,errors) (dixit-test-shell command))
                     (documents (dixit-test-parse output)))
          (should (= status 1))
          (mapc #'test-dixit-batch-check-json documents)
          (should (equal (mapcar (lambda (json) (alist-get 'id json)) documents) '(1 nil "ü")))
          (should (equal (mapcar (lambda (json) (alist-get 'length json)) documents) '(25 6 3)))
          (dolist (line '(":2: not a JSON record" ":5: the record has no \"text\""
                          ":6: the line is an array"))
            (should (string-search (concat "dixit: " name line) errors)))
          (should (= (seq-count (lambda (c) (eq c ?\n)) errors) failures)))))
    (pcase-let ((`(,status ,output ,_) (dixit-test-batch "--input=jsonl" "--select=people"
                                                         "in.jsonl")))
      (should (= status 1))
      (should (string-match-p "^in\\.jsonl:1 1 · 1 quot" (decode-coding-string output 'utf-8))))))

(ert-deftest test-dixit-batch-output ()
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (dixit-test-write "a.txt" "“Yes,” Maria Jansen said.")
    (let ((plain (dixit-test-batch "--format=jsonl" "a.txt")))
      (should (equal (dixit-test-batch "--format=jsonl" "--output" "o" "a.txt") '(0 "" "")))
      (should (equal (dixit-test-read "o") (nth 1 plain)))
      (should (equal (dixit-test-batch "--format=jsonl" "--output=-" "a.txt") plain)))
    ;; What fails in the middle does not keep the rest from being written.
    (should (= 1 (car (dixit-test-batch "--format=jsonl" "--output=o" "a.txt" "none" "a.txt"))))
    (should (= 2 (length (dixit-test-parse (dixit-test-read "o")))))
    ;; Where nothing was read, nothing is written.
    (pcase-let ((`(,status ,_ ,errors) (dixit-test-batch "--output=o" "none")))
      (should (= status 1))
      (should (string-search "is left as it was" errors))
      (should (= 2 (length (dixit-test-parse (dixit-test-read "o"))))))
    (dolist (bad '("none/o" "."))
      (pcase-let ((`(,status ,output ,errors)
                   (dixit-test-batch (concat "--output=" bad) "a.txt")))
        (should (equal (list status output) '(1 "")))
        (should (string-match-p "\\`dixit: .*: cannot be written: .*\n\\'" errors))))
    (when (file-exists-p "/dev/full")
      (dolist (command (list (concat (dixit-test-command '("a.txt" "--output=/dev/full")))
                             (concat (dixit-test-command '("a.txt")) " >/dev/full")))
        (pcase-let ((`(,status ,_ ,errors) (dixit-test-shell (concat command " </dev/null"))))
          (should (= status 1))
          (should (string-match-p "\\`dixit: .*: cannot be written: [Nn]o space.*\n\\'" errors)))))
    (should (equal (directory-files directory nil "[^.]") '("a.txt" "o")))))

(ert-deftest test-dixit-batch-large ()
  "JSON that is written in pieces is the same wherever it goes, and never half."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (dixit-test-write "a.txt" (encode-coding-string
                               (mapconcat (lambda (n) (format "“No,” Ann Marlow %d said." n))
                                          (number-sequence 1 8000) "\n\n")
                               'utf-8))
    (dixit-test-write "b.txt" "“Yes,” Maria Jansen said.")
    (dolist (format '("json" "jsonl"))
      (let ((plain (dixit-test-batch (concat "--format=" format) "a.txt" "b.txt")))
        (should (equal (list (car plain) (nth 2 plain)) '(0 "")))
        (should (> (length (nth 1 plain)) (* 2 1024 1024)))
        (when (equal format "jsonl")
          (should (= 2 (length (dixit-test-parse (nth 1 plain))))))
        (should (equal (dixit-test-batch (concat "--format=" format) "--jobs=2" "a.txt" "b.txt")
                       plain))
        (dolist (jobs '("--jobs=1" "--jobs=2"))
          (should (equal (dixit-test-batch (concat "--format=" format) jobs "--output=o"
                                           "a.txt" "b.txt")
                         '(0 "" "")))
          (should (equal (dixit-test-read "o") (nth 1 plain))))))
    (dixit-test-write "o" "old")
    (when (file-exists-p "/dev/full")
      (dolist (command (list (dixit-test-command '("--format=jsonl" "--output=/dev/full" "a.txt"))
                             (concat (dixit-test-command '("--format=jsonl" "a.txt"))
                                     " >/dev/full")))
        (pcase-let ((`(,status ,_ ,errors) (dixit-test-shell (concat command " </dev/null"))))
          (should (= status 1))
          (should (string-match-p "\\`dixit: .*: cannot be written: [Nn]o space.*\n\\'" errors)))))
    ;; A document that ends in the middle ends all; the file is left as it was.
    (pcase-let ((`(,status ,_ ,errors)
                 (dixit-test-shell
                  (concat (dixit-test-command
                           '("--format=jsonl" "--output=o" "a.txt" "b.txt")
                           (format
                            "(progn %s %S)" (dixit-test-variables)
                            '(advice-add
                              'dixit--mod-json :around
                              (lambda (write native file id take &rest more)
                                (let ((n 0))
                                  (apply write native file id
                                         (lambda (piece)
                                           (funcall take piece)
                                           (when (= (setq n (1+ n)) 20)
                                             (signal 'dixit-error '("out of paper"))))
                                         more))))))
                          " </dev/null"))))
      (should (equal (list status errors) '(1 "dixit: a.txt: out of paper\n"))))
    (should (equal (dixit-test-read "o") "old"))
    (should (equal (directory-files directory nil "[^.]") '("a.txt" "b.txt" "o")))))

(ert-deftest test-dixit-batch-reader-gone ()
  "A reader that has enough is no reason to complain."
  (skip-unless (dixit-test-module-p))
  (pcase-let ((`(,status ,output ,errors)
               (dixit-test-shell
                (concat (dixit-test-command
                         `("--format=jsonl"
                           ,@(make-list 40 (file-name-directory (dixit-test-article "x")))))
                        " </dev/null | head -c 9"))))
    (should (equal (list status output) '(0 "{\"schema\"")))
    (should-not (string-match-p "ebug\\|ackt" errors))))

(ert-deftest test-dixit-batch-progress ()
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (dixit-test-write "a.txt" "Nothing.")
    (pcase-let ((`(,status ,_ ,errors)
                 (dixit-test-batch "--progress" "--output=/dev/null" "a.txt" "a.txt" "none")))
      (should (= status 1))
      (should (string-match-p "^dixit: 2 texts, 16 B in [0-9.]+ s, 1 failed$" errors)))))

;;; test-dixit-batch.el ends here
