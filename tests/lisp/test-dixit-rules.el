;;; test-dixit-rules.el --- Rules files, found, read and reported  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Code:

(require 'dixit-test)
(require 'dixit)
(require 'dixit-batch)
(require 'dixit-rules)

(defconst test-dixit-rules-text
  "The Iron Mayor spoke on Monday. “We will build it,” said Terry.\n"
  "A text that nobody without rules knows the people of.")

(defun test-dixit-rules-json (name &optional more)
  "Return rules in which Terry is called NAME, with MORE members."
  (format (concat "{\"schema\": \"dixit-rules/1\",\n \"names\": [{\"name\": \"%s\","
                  " \"type\": \"PER\",\n  \"aliases\": [\"Terry\", \"the Iron Mayor\"]}]%s}\n")
          name (or more "")))

(defun test-dixit-rules-speakers (output)
  "Return the speakers in OUTPUT, JSON Lines."
  (mapcar (lambda (line)
            (mapcar (lambda (quote) (gethash "speaker" quote))
                    (gethash "quotes" (json-parse-string
                                       (decode-coding-string line 'utf-8)
                                       :null-object nil))))
          (split-string output "\n" t)))

;;;; Without the module

(ert-deftest test-dixit-rules-found ()
  (dixit-test-in-directory
    (let* ((directory (file-truename directory))
           (default-directory directory)
           (near (expand-file-name "a/.dixit.json" directory))
           (far (expand-file-name ".dixit.json" directory))
           (mine (expand-file-name "mine.json" directory))
           (deep (expand-file-name "a/b/c/" directory))
           (dixit-rules-file nil))
      (make-directory deep t)
      (dixit-test-write far "")
      (should (equal (dixit-rules-files deep) (list far)))
      (dixit-test-write near "")
      (should (equal (dixit-rules-files deep) (list near)))
      (let ((dixit-rules-file "mine.json"))
        (should (equal (dixit-rules-files deep) (list mine near)))
        (let ((dixit-directory-rules nil))
          (should (equal (dixit-rules-files deep) (list mine)))))
      (let ((dixit-rules-file '("mine.json" "a/.dixit.json" "b")))
        (should (equal (dixit-rules-files deep)
                       (list mine (expand-file-name "b" directory) near))))
      ;; Nobody waits for another machine.
      (should-not (dixit-rules-of-directory "/ssh:nowhere.invalid:/tmp/")))))

(ert-deftest test-dixit-rules-not-any-file ()
  "What is no regular file of bounded size is not read."
  (dixit-test-in-directory
    (should (string-search "no such file" (cadr (should-error (dixit-rules--contents "x")))))
    (should (string-search "not a regular file"
                           (cadr (should-error (dixit-rules--contents directory)))))
    (should (string-search "not a regular file"
                           (cadr (should-error (dixit-rules--contents "/dev/null")))))
    (let ((dixit-rules--most 3))
      (dixit-test-write "y" "1234")
      (should (string-search "larger" (cadr (should-error (dixit-rules--contents "y"))))))))

(ert-deftest test-dixit-rules-usage ()
  (dixit-test-in-directory
    (dixit-test-write "r.json" "{}")
    (let ((options (dixit-batch--parse '("a" "--rules" "r.json" "--rules=./r.json"))))
      (should (equal (dixit-batch-options-rules options) '("r.json" "./r.json"))))
    (should (dixit-batch-options-no-rules (dixit-batch--parse '("a" "--no-rules"))))
    (dolist (case '((("a" "--rules") . "--rules needs a value")
                    (("a" "--rules" "none.json") . "--rules none.json: there is no such file")
                    (("a" "--rules" ".") . "--rules .: this is a directory")
                    (("a" "--rules" "r.json" "--no-rules") . "exclude each other")
                    (("a" "--no-rules=x") . "--no-rules takes no value")))
      (should (string-search (cdr case)
                             (cadr (should-error (dixit-batch--parse (car case))
                                                 :type 'dixit-batch-usage)))))))

(ert-deftest test-dixit-rules-described ()
  (should (equal (dixit-rules-describe '("a.json" 3 "names[0]" "x")) "a.json:3: names[0]: x"))
  (should (equal (dixit-rules-describe '("a.json" 3 "" "x")) "a.json:3: x")))

;;;; With the module

(ert-deftest test-dixit-rules-example ()
  "What the manual shows is free of mistakes, and is the example of the tests."
  (skip-unless (dixit-test-module-p))
  (let ((example (dixit-test-read (expand-file-name "tests/rules/example.json"
                                                    dixit-test-root)))
        shown)
    (with-temp-buffer
      (insert-file-contents (expand-file-name "doc/rules.md" dixit-test-root))
      (search-forward "    {\n")
      (goto-char (match-beginning 0))
      (let ((start (point)))
        (search-forward "\n    }\n")
        (setq shown (replace-regexp-in-string "^    " ""
                                              (buffer-substring start (point))))))
    (should (equal shown example))
    (should (equal [] (dixit--mod-problems
                       (dixit--mod-rules (dixit-module-ensure) "x" example))))))

(ert-deftest test-dixit-rules-batch ()
  "The nearest .dixit.json counts for each text, unless --rules says otherwise."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (make-directory "a/b" t)
    (make-directory "c")
    (dolist (file '("x.txt" "a/x.txt" "a/b/x.txt" "c/x.txt"))
      (dixit-test-write file test-dixit-rules-text))
    (dixit-test-write "a/.dixit.json" (test-dixit-rules-json "Teresa Okafor"))
    (dixit-test-write "c/.dixit.json" (test-dixit-rules-json "Ada Bloom"))
    (dixit-test-write "r.json" (test-dixit-rules-json "Jane Roe"))
    (dixit-test-write "l.json" (test-dixit-rules-json "Mary Major"))
    (let ((files '("--format=jsonl" "x.txt" "a/x.txt" "a/b/x.txt" "c/x.txt")))
      (pcase-let ((`(,status ,output ,errors) (apply #'dixit-test-batch files)))
        (should (equal (list status errors) '(0 "")))
        (should (equal (test-dixit-rules-speakers output)
                       '(("Terry") ("Teresa Okafor") ("Teresa Okafor") ("Ada Bloom")))))
      (should (equal (test-dixit-rules-speakers
                      (nth 1 (apply #'dixit-test-batch "--rules=r.json" files)))
                     '(("Jane Roe") ("Jane Roe") ("Jane Roe") ("Jane Roe"))))
      (should (equal (test-dixit-rules-speakers
                      (nth 1 (apply #'dixit-test-batch "--rules=r.json" "--rules=l.json"
                                    files)))
                     '(("Mary Major") ("Mary Major") ("Mary Major") ("Mary Major"))))
      (should (equal (test-dixit-rules-speakers
                      (nth 1 (apply #'dixit-test-batch "--no-rules" files)))
                     '(("Terry") ("Terry") ("Terry") ("Terry")))))))

(ert-deftest test-dixit-rules-batch-problems ()
  "Each mistake is one line that a compiler could have written, said once."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (dolist (file '("1.txt" "2.txt"))
      (dixit-test-write file (concat test-dixit-rules-text (make-string 200 ?a) "b\n")))
    (dixit-test-write
     ".dixit.json"
     (test-dixit-rules-json
      "Teresa Okafor"
      (concat ",\n \"nmaes\": [],\n \"patterns\": [{\"pattern\": \"(?<PER\"},\n"
              "  {\"pattern\": \"(?<MISC>(a|aa)+\\\\z)\"}]")))
    (pcase-let ((`(,status ,output ,errors)
                 (dixit-test-batch "--format=jsonl" "1.txt" "2.txt")))
      (should (= status 0))
      (should (equal (test-dixit-rules-speakers output)
                     '(("Teresa Okafor") ("Teresa Okafor"))))
      (should (string-match
               (concat "\\`\\.dixit\\.json:4: nmaes: unknown key .*\n"
                       "\\.dixit\\.json:5: patterns\\[0\\]\\.pattern: at byte 6 .*\n"
                       "\\.dixit\\.json:6: patterns\\[1\\]\\.pattern: .* too many steps .*\n\\'")
               errors)))
    ;; A file that is no JSON says where, and the texts are done.
    (dixit-test-write "bad.json" "{\n\"schema\"\n}")
    (pcase-let ((`(,status ,output ,errors)
                 (dixit-test-batch "--format=jsonl" "--rules=bad.json" "1.txt")))
      (should (= status 0))
      (should (equal (test-dixit-rules-speakers output) '(("Terry"))))
      (should (string-match-p "\\`bad\\.json:3: not valid JSON: .*\n\\'" errors)))
    (pcase-let ((`(,status ,output ,errors)
                 (dixit-test-batch "--rules=none.json" "1.txt")))
      (should (equal (list status output) '(2 "")))
      (should (string-search "none.json: there is no such file" errors)))))

(ert-deftest test-dixit-rules-buffer ()
  "In a buffer the option and the directory's file count, and changes of them."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (let* ((dixit-rules--cache nil)
           (reports nil)
           (dixit-rules-report-function (lambda (problems) (push problems reports)))
           (speaker (lambda ()
                      (dixit-quote-speaker
                       (aref (dixit-document-quotes (dixit-analyze-buffer)) 0))))
           (dixit-rules-file nil))
      (with-temp-buffer
        (setq default-directory directory)
        (insert test-dixit-rules-text)
        (should (equal (funcall speaker) "Terry"))
        (dixit-test-write "mine.json" (test-dixit-rules-json "Jane Roe" ", \"odd\": 1"))
        (setq dixit-rules-file (expand-file-name "mine.json"))
        (should (equal (funcall speaker) "Jane Roe"))
        ;; Said once, however often the text is read.
        (should (equal (funcall speaker) "Jane Roe"))
        (should (equal (length reports) 1))
        (should (equal (seq-take (caar reports) 3)
                       (list dixit-rules-file 3 "odd")))
        ;; Nor again when the file has changed elsewhere; but what is new is.
        (dixit-test-write "mine.json" (test-dixit-rules-json "Jane Doe" ",\n \"odd\": 1"))
        (should (equal (funcall speaker) "Jane Doe"))
        (should (equal (length reports) 1))
        (dixit-test-write "mine.json" (test-dixit-rules-json "Jane Roe"
                                                             ", \"not\": 7, \"odd\": 1"))
        (should (equal (funcall speaker) "Jane Roe"))
        (should (equal (length reports) 2))
        (should (equal (mapcar #'caddr (car reports)) '("not")))
        (dixit-test-write ".dixit.json" (test-dixit-rules-json "Teresa Okafor"))
        (should (equal (funcall speaker) "Teresa Okafor"))
        (dixit-test-write ".dixit.json" (test-dixit-rules-json "Ada Bloom"))
        (should (equal (funcall speaker) "Ada Bloom"))
        (let ((dixit-directory-rules nil))
          (should (equal (funcall speaker) "Jane Roe")))
        (delete-file "mine.json")
        (setq reports nil)
        (should (equal (funcall speaker) "Ada Bloom"))
        (should (string-search "no such file" (nth 3 (caar reports))))))))

(ert-deftest test-dixit-rules-stopped ()
  "A pattern that explodes is reported once, and the doctor lists it."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (let* ((dixit-rules--cache nil)
           (dixit-rules--stopped nil)
           (dixit-rules-file nil)
           (reports nil)
           (dixit-rules-report-function (lambda (problems) (push problems reports))))
      (dixit-test-write ".dixit.json" (test-dixit-rules-json
                                       "Ada Bloom"
                                       ", \"patterns\": [{\"pattern\": \"(?<MISC>(a|aa)+\\\\z)\"}]"))
      (with-temp-buffer
        (setq default-directory directory)
        (insert (make-string 200 ?a) " b\n")
        (dixit-analyze-buffer)
        (dixit-analyze-buffer)
        (should (equal (length reports) 1))
        (should (equal (nth 2 (caar reports)) "patterns[0].pattern"))
        (let ((report (dixit--doctor-report)))
          (should (string-search "patterns[0].pattern: the pattern takes too many steps"
                                 report)))))))

(ert-deftest test-dixit-rules-warning ()
  "All mistakes of the files are one warning."
  (let (shown)
    (cl-letf (((symbol-function 'display-warning)
               (lambda (&rest arguments) (push arguments shown))))
      (dixit-rules-warn '(("/a.json" 3 "names[0]" "x") ("/a.json" 4 "" "y"))))
    (should (= (length shown) 1))
    (should (string-search "/a.json:3: names[0]: x\n  /a.json:4: y" (nth 1 (car shown))))))

(ert-deftest test-dixit-rules-hold-back ()
  "Rules are no document, and no other object is rules."
  (skip-unless (dixit-test-module-p))
  (let* ((analyzer (dixit-module-ensure))
         (rules (dixit--mod-rules analyzer)))
    (should (equal (dixit--mod-problems rules) []))
    (should-error (dixit--mod-problems analyzer))
    (should-error (dixit--mod-problems 1))
    (should-error (dixit--mod-analyze analyzer "x" analyzer))
    (should-error (dixit--mod-rules rules "x" "y"))
    (should-error (dixit--mod-rules analyzer "x" 1))
    (should-error (dixit--mod-free rules))))

(provide 'test-dixit-rules)
;;; test-dixit-rules.el ends here
