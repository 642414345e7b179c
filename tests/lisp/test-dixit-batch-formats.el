;;; test-dixit-batch-formats.el --- Every format, and several jobs  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Code:

(require 'dixit-test)
(require 'dixit-batch)

;;;; Every format, with the module

(defun test-dixit-batch-articles ()
  "Return the directory of the articles."
  (file-name-directory (dixit-test-article "x")))

(defun test-dixit-batch-documents (&rest arguments)
  "Return the documents in the JSON Lines for ARGUMENTS."
  (pcase-let ((`(,status ,output ,errors)
               (apply #'dixit-test-batch "--format=jsonl" arguments)))
    (should (equal (list status errors) '(0 "")))
    (dixit-test-parse output)))

(defun test-dixit-batch-lines-for (&rest arguments)
  "Return the lines of text that are written for ARGUMENTS."
  (pcase-let ((`(,status ,output ,errors) (apply #'dixit-test-batch arguments)))
    (should (equal (list status errors) '(0 "")))
    (split-string (decode-coding-string output 'utf-8-unix) "\n")))

(defun test-dixit-batch-csv (string)
  "Return the records in STRING, CSV after RFC 4180, as lists of strings."
  (let ((at 0) records record)
    (while (< at (length string))
      (let (field)
        (if (eq (aref string at) ?\")
            (progn
              (should (eq at (string-match "\"\\(\\(?:[^\"]\\|\"\"\\)*\\)\"" string at)))
              (setq field (string-replace "\"\"" "\"" (match-string 1 string))
                    at (match-end 0)))
          (should (eq at (string-match "[^\",\r\n]*" string at)))
          (setq field (match-string 0 string)
                at (match-end 0)))
        (push field record))
      (if (eq (aref string at) ?,)
          (cl-incf at)
        (should (equal (substring string at (+ at 2)) "\r\n"))
        (setq at (+ at 2))
        (push (nreverse record) records)
        (setq record nil)))
    (nreverse records)))

(ert-deftest test-dixit-batch-format-csv ()
  "A quotation a line, and each says what the JSON says."
  (skip-unless (dixit-test-module-p))
  (pcase-let* ((articles (test-dixit-batch-articles))
               (documents (test-dixit-batch-documents articles))
               (`(,status ,output ,errors) (dixit-test-batch "--format=csv" articles))
               (`(,names . ,records) (test-dixit-batch-csv
                                      (decode-coding-string output 'utf-8-unix))))
    (should (equal (list status errors) '(0 "")))
    (should (equal names (mapcar #'symbol-name (dixit-record-names 'quotes))))
    (should (= (length records)
               (cl-loop for d in documents sum (length (alist-get 'quotes d)))))
    (dolist (d documents)
      (dolist (q (alist-get 'quotes d))
        (let* ((record (cl-mapcar #'cons (mapcar #'intern names) (pop records)))
               (content (alist-get 'content q))
               (entity (and (alist-get 'entity q)
                            (nth (alist-get 'entity q) (alist-get 'entities d)))))
          (cl-flet ((same (field value)
                      (should (equal (list field (alist-get field record))
                                     (list field (dixit-format--value value))))))
            (same 'file (alist-get 'file d))
            (dolist (key '(kind speaker entity line confidence text source_kind))
              (same key (alist-get key q)))
            (same 'quote (alist-get 'id q))
            (same 'role (alist-get 'role entity))
            (same 'gender (alist-get 'gender entity))
            (same 'type (alist-get 'type entity))
            (same 'start (apply #'min (mapcar #'car content)))
            (same 'end (apply #'max (mapcar #'cadr content)))
            (should (equal (string-empty-p (alist-get 'source record))
                           (null (alist-get 'source q))))))))
    (should-not records)))

(ert-deftest test-dixit-batch-fields ()
  "The fields asked for, in the order asked for, in every format that has any."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (dixit-test-write "a.txt" "“Yes,\t\"dear\",” said Maria Jansen, the mayor of Delft.\n")
    (dixit-test-write "e.txt" "")
    (let ((ask '("--fields=speaker,line" "--fields=text" "a.txt" "e.txt" "a.txt")))
      (pcase-dolist
          (`(,format . ,expected)
           '(("csv" "speaker,line,text\r" "Maria Jansen,1,\"“Yes, \"\"dear\"\",”\"\r"
              "Maria Jansen,1,\"“Yes, \"\"dear\"\",”\"\r" "")
             ("tsv" "speaker\tline\ttext" "Maria Jansen\t1\t\"“Yes, \"\"dear\"\",”\""
              "Maria Jansen\t1\t\"“Yes, \"\"dear\"\",”\"" "")
             ("org" "| speaker | line | text |" "|---+---+---|"
              "| Maria Jansen | 1 | “Yes, \"dear\",” |" "| Maria Jansen | 1 | “Yes, \"dear\",” |" "")
             ("markdown" "| speaker | line | text |" "|---|---|---|"
              "| Maria Jansen | 1 | “Yes, \"dear\",” |" "| Maria Jansen | 1 | “Yes, \"dear\",” |" "")
             ("jsonl" "{\"speaker\":\"Maria Jansen\",\"line\":1,\"text\":\"“Yes, \\\"dear\\\",”\"}"
              "{\"speaker\":\"Maria Jansen\",\"line\":1,\"text\":\"“Yes, \\\"dear\\\",”\"}" "")
             ("json" "[" "{\"speaker\":\"Maria Jansen\",\"line\":1,\"text\":\"“Yes, \\\"dear\\\",”\"}"
              "]" "[]" "[" "{\"speaker\":\"Maria Jansen\",\"line\":1,\"text\":\"“Yes, \\\"dear\\\",”\"}"
              "]" "")))
        (should (equal (cons format (apply #'test-dixit-batch-lines-for
                                           (concat "--format=" format) ask))
                       (cons format expected)))))
    (should (equal (test-dixit-batch-lines-for "--format=csv" "--select=people"
                                               "--fields=name,role,gender,quotes" "a.txt")
                   '("name,role,gender,quotes\r" "Maria Jansen,mayor of Delft,f,1\r" "")))
    (should (member "Delft,LOC\r"
                    (test-dixit-batch-lines-for "--format=csv" "--select=entities"
                                                "--fields=name,type" "a.txt")))
    ;; What has no records has its columns all the same.
    (should (equal (test-dixit-batch-lines-for "--format=csv" "--fields=text" "e.txt")
                   '("text\r" "")))
    (dixit-test-write "none.jsonl" "\n")
    (should (equal (test-dixit-batch-lines-for "--format=csv" "--fields=text" "--input=jsonl"
                                               "none.jsonl")
                   '("text\r" "")))))

(ert-deftest test-dixit-batch-select ()
  "Checks and people are listed in every format."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (dixit-test-write "a.txt" "“Yes,” said Maria Jansen.\n\nThe peopleю came.\n")
    (let ((cases '(("checks" . "peopleю") ("people" . "Maria Jansen") ("quotes" . "“Yes,”"))))
      (dolist (format '("text" "org" "markdown" "html" "compile"))
        (let ((all (string-join (test-dixit-batch-lines-for
                                 "--select=checks,people" "--select=quotes" "--format" format "a.txt")
                                "\n")))
          (dolist (case cases)
            (should (string-search (cdr case) all)))))
      (dolist (format '("json" "tsv"))
        (dolist (case cases)
          (should (string-search (cdr case)
                                 (string-join (test-dixit-batch-lines-for
                                               "--select" (car case) "--format" format "a.txt")
                                              "\n"))))))
    (let ((check (json-parse-string
                  (car (test-dixit-batch-lines-for "--select=checks" "--format=jsonl" "a.txt"))
                  :object-type 'alist :null-object nil)))
      (should (equal (alist-get 'words check) "peopleю"))
      (should (equal (alist-get 'fix check) "people."))
      (should (equal (list (alist-get 'line check) (alist-get 'column check)) '(3 5))))
    (dolist (format '("org" "markdown" "html"))
      (let ((page (string-join (test-dixit-batch-lines-for "--select=checks,quotes"
                                                           "--format" format "a.txt")
                               "\n")))
        (should (< (string-search "Worth a look" page) (string-search "Quotations" page)))
        (should-not (string-search "People" page))))))

(ert-deftest test-dixit-batch-ids ()
  "The ids of JSON Lines are in the records, as what they are."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (dixit-test-write "in.jsonl" "{\"id\": 7, \"text\": \"“Yes,” Maria Jansen said.\"}
{\"id\": \"é,\\\"\", \"text\": \"“No,” Maria Jansen said.\"}
{\"text\": \"“So,” Maria Jansen said.\"}\n")
    (let ((ask '("--input=jsonl" "--fields=id,text" "in.jsonl")))
      (should (equal (apply #'test-dixit-batch-lines-for "--format=csv" ask)
                     '("id,text\r" "7,\"“Yes,”\"\r" "\"é,\"\"\",\"“No,”\"\r" ",\"“So,”\"\r" "")))
      (should (equal (apply #'test-dixit-batch-lines-for "--format=jsonl" ask)
                     '("{\"id\":7,\"text\":\"“Yes,”\"}" "{\"id\":\"é,\\\"\",\"text\":\"“No,”\"}"
                       "{\"id\":null,\"text\":\"“So,”\"}" ""))))
    (should (equal (test-dixit-batch-lines-for "--format=compile" "--input=jsonl" "in.jsonl")
                   '("in.jsonl:1: text line 1, column 1: Maria Jansen (direct): “Yes,”"
                     "in.jsonl:2: text line 1, column 1: Maria Jansen (direct): “No,”"
                     "in.jsonl:3: text line 1, column 1: Maria Jansen (direct): “So,”" "")))))

(ert-deftest test-dixit-batch-compile ()
  "Where a message says that something is, there `next-error' goes."
  (skip-unless (dixit-test-module-p))
  (require 'compile)
  (dixit-test-in-directory
    (dixit-test-write "a b.txt" (concat "The men of 中文 came.\t“Yes,” said Maria Jansen.\n\n"
                                        "\tCafé: “No,” said Jan Pot. “So it is,” he said.\n\n"
                                        "The peopleю came.\n"))
    (let ((lines (test-dixit-batch-lines-for "--format=compile" "a b.txt"))
          (places nil))
      (should (equal (seq-take lines 3)
                     '("a b.txt:1:25: Maria Jansen (direct): “Yes,”"
                       "a b.txt:3:15: Jan Pot (direct): “No,”"
                       "a b.txt:3:35: Jan Pot (direct): “So it is,”")))
      (should (string-prefix-p "a b.txt:5:5: warning: peopleю: letters of " (nth 3 lines)))
      (with-current-buffer (get-buffer-create "*messages of dixit*")
        (setq default-directory directory)
        (insert "compile\n" (string-join lines "\n"))
        (goto-char (point-min))
        (compilation-mode)
        (let ((compilation-auto-jump-to-first-error nil)
              (next-error-last-buffer (current-buffer)))
          (dotimes (_ 4)
            (next-error)
            (with-current-buffer (find-file-noselect "a b.txt")
              (push (buffer-substring (point) (+ 4 (point))) places)
              (set-buffer-modified-p nil))))
        (kill-buffer))
      (kill-buffer (get-file-buffer "a b.txt"))
      (should (equal (nreverse places) '("“Yes" "“No," "“So " "peop"))))
    (should (string-prefix-p "-:1:1: Maria Jansen"
                             (decode-coding-string
                              (nth 1 (dixit-test-shell
                                      (concat "echo '“Yes,” said Maria Jansen.' | "
                                              (dixit-test-command '("--format=compile" "-")))))
                              'utf-8-unix)))))

(ert-deftest test-dixit-batch-html ()
  "One page for all texts, which needs and runs nothing."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (dixit-test-write "a<b>.txt" "“Yes,” said Maria Jansen & co.\n")
    (let ((page (string-join (test-dixit-batch-lines-for "--format=html" "a<b>.txt" "a<b>.txt")
                             "\n")))
      (should (string-prefix-p "<!DOCTYPE html>" page))
      (should (string-suffix-p "</html>\n" page))
      (should (string-search "<h2 id=\"a1\">a&lt;b&gt;.txt</h2>" page))
      (should (string-search "<h2 id=\"a2\">" page))
      (should (string-search "id=\"q2-1\"" page))
      (should-not (string-match-p "http\\|<script\\|@import\\|url(" page)))))

;;;; Several at once

(ert-deftest test-dixit-batch-jobs ()
  "The results, the errors and their order are those of one job, in every format."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (dixit-test-write "bad.txt" "caf\xe9 noir")
    (dixit-test-write ".dixit.json" "{\"schema\": \"dixit-rules/1\", \"names\": [3]}")
    (dotimes (i 9)
      (dixit-test-write (format "t%d.txt" i)
                        (format "“It is %d,” Maria Jansen said.\n\n“No,” said Jan Pot%s" i
                                (make-string (* i 100) ?.))))
    (dolist (format '("text" "jsonl" "csv" "html"))
      (let ((ask (list (concat "--format=" format) "t8.txt" "none.txt" "bad.txt" "." "t0.txt")))
        (let ((one (apply #'dixit-test-batch ask))
              (two (apply #'dixit-test-batch "--jobs=2" ask)))
          (should (equal (car one) 1))
          (should (equal one two))
          ;; What is wrong in rules is said once.
          (should (= 1 (cl-count-if (lambda (line) (string-search ".dixit.json" line))
                                    (split-string (nth 2 two) "\n")))))))
    (dixit-test-write
     "in.jsonl"
     (mapconcat (lambda (i)
                  (encode-coding-string
                   (cond ((= (mod i 50) 7) "{\"id\": 1}\n")
                         ((= i 60) "{\"text\": \"caf\xe9\"}\n")
                         ((= i 61) "{\"id\": \"é中\", \"text\": \"a\\u0000b\"}\r\n")
                         (t (format "{\"id\": %d, \"text\": \"“It’s %d,” Maria Jansen said.\"}\n"
                                    i i)))
                   'utf-8-emacs-unix))
                (number-sequence 1 200) ""))
    (let ((one (dixit-test-batch "--input=jsonl" "--format=csv" "in.jsonl")))
      (should (= 1 (car one)))
      (should (string-match-p "^dixit: in.jsonl:60: not a JSON record: unable to decode byte 0xe9" (nth 2 one)))
      (should (equal one (dixit-test-batch "--jobs=3" "--input=jsonl" "--format=csv" "in.jsonl")))
      (should (equal (string-replace "in.jsonl" "" (nth 1 one))
                     (nth 1 (dixit-test-shell
                             (concat (dixit-test-command '("--jobs=2" "--input=jsonl"
                                                           "--format=csv" "-"))
                                     " <in.jsonl"))))))
    ;; Standard input among files.
    (let ((run (lambda (jobs)
                 (dixit-test-shell
                  (concat (dixit-test-command (list jobs "--format=jsonl" "t1.txt" "-" "t2.txt"))
                          " <t3.txt")))))
      (should (= 0 (car (funcall run "--jobs=2"))))
      (should (equal (funcall run "--jobs=1") (funcall run "--jobs=2"))))
    (should (equal (list 1 "")
                   (seq-take (dixit-test-batch "--jobs=2" "--output=o" "--format=csv" "none" ".")
                             2)))
    (should (equal (dixit-test-read "o")
                   (nth 1 (dixit-test-batch "--format=csv" "."))))))

(ert-deftest test-dixit-batch-no-child ()
  "Where no other Emacs starts, it is said why, and nothing is left behind."
  (skip-unless (dixit-test-module-p))
  (dixit-test-in-directory
    (dixit-test-write "a.txt" "Nothing.")
    (pcase-let ((`(,status ,output ,errors)
                 (dixit-test-shell
                  (concat (dixit-test-command
                           '("--jobs=2" "--output=o" "a.txt" "a.txt" "a.txt")
                           (format "(progn %s (with-eval-after-load 'dixit-batch-jobs %s))"
                                   (dixit-test-variables)
                                   "(setq dixit-batch-jobs--lisp \"/nowhere/\")"))
                          " </dev/null"))))
      (should (equal (list status output) '(1 "")))
      (should (string-match-p "\\`dixit: --jobs: another Emacs does not start: .*dixit-batch"
                              errors))
      (should (equal (directory-files directory nil "[^.]") '("a.txt"))))))

(defun test-dixit-batch-child-at (parent file)
  "Return the process that PARENT, a number, started and that has FILE open."
  (cl-find-if
   (lambda (pid)
     (and (eql (alist-get 'ppid (process-attributes pid)) parent)
          (cl-some (lambda (fd) (equal (file-symlink-p fd) file))
                   (ignore-errors (directory-files (format "/proc/%d/fd" pid) t "[0-9]")))))
   (list-system-processes)))

(ert-deftest test-dixit-batch-child-dies ()
  "A text that another Emacs dies of has failed, and no other has.
What was done before it is written before it."
  (skip-unless (and (dixit-test-module-p) (file-directory-p "/proc/self/fd")
                    (executable-find "mkfifo")))
  (dixit-test-in-directory
    (dixit-test-write "a.txt" "“Yes,” said Maria Jansen.\n")
    (dixit-test-write "b.txt" "“No,” said Jan Pot.\n")
    (call-process "mkfifo" nil nil nil "p.txt")
    (let* ((errors (generate-new-buffer "errors"))
           (output (generate-new-buffer "output"))
           (fifo (file-truename "p.txt"))
           (batch (make-process
                   :name "batch" :buffer output :noquery t :connection-type 'pipe
                   :stderr (make-pipe-process :name "errors" :buffer errors :noquery t
                                              :sentinel #'ignore)
                   :sentinel #'ignore
                   :command (list "/bin/sh" "-c"
                                  (concat "exec "
                                          (dixit-test-command
                                           '("--jobs=2" "--format=compile"
                                             "a.txt" "p.txt" "b.txt" "a.txt"))))))
           ;; Opening it for writing waits for a reader.
           (writer (start-process "writer" nil "/bin/sh" "-c" "exec 3>p.txt; exec sleep 60"))
           (limit (+ 60 (float-time)))
           child)
      (unwind-protect
          (progn
            (while (and (not (and (setq child (test-dixit-batch-child-at (process-id batch) fifo))
                                  (> (buffer-size output) 0)))
                        (< (float-time) limit))
              (accept-process-output nil 0.1))
            (should child)
            (should (equal (with-current-buffer output (buffer-string))
                           "a.txt:1:1: Maria Jansen (direct): “Yes,”\n"))
            (signal-process child 'SIGKILL)
            (while (and (process-live-p batch) (< (float-time) limit))
              (accept-process-output nil 0.1))
            (while (accept-process-output nil 0.2))
            (should (equal (process-exit-status batch) 1))
            (should (equal (with-current-buffer output (buffer-string))
                           "a.txt:1:1: Maria Jansen (direct): “Yes,”
b.txt:1:1: Jan Pot (direct): “No,”\na.txt:1:1: Maria Jansen (direct): “Yes,”\n"))
            (should (string-match-p "\\`p\\.txt: the Emacs that read it ended: killed"
                                    (with-current-buffer errors
                                      (string-remove-prefix "dixit: " (buffer-string))))))
        (delete-process batch)
        (delete-process writer)
        (kill-buffer errors)
        (kill-buffer output)))))

;;; test-dixit-batch-formats.el ends here
