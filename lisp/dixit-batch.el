;;; dixit-batch.el --- Who said what, from the command line  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors

;; SPDX-License-Identifier: GPL-3.0-or-later

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the Free
;; Software Foundation, either version 3 of the License, or (at your option)
;; any later version.

;;; Commentary:

;; `dixit-batch' is what the command line of a batch Emacs calls:
;; --batch -L DIRECTORY -l dixit-batch -f dixit-batch -- [OPTIONS] [FILE|DIR|-]...
;; The option --help tells the rest.
;;
;; Texts are read as bytes and results are written as bytes, UTF-8 both, so
;; that neither the locale nor Emacs's guess at a coding system has a say.

;;; Code:

(require 'cl-lib)
(require 'dixit-document)
(require 'dixit-batch-format)
(require 'dixit-batch-io)
(require 'dixit-batch-jobs)
(require 'dixit-record)
(require 'dixit-report)

(declare-function dixit--mod-free "dixit-module.so")
(declare-function dixit--mod-record "dixit-module.so")

(defconst dixit-batch--inputs
  '(("text" . "\\`[^.].*\\.txt\\'")
    ("jsonl" . "\\`[^.].*\\.jsonl\\'"))
  "Alist of kinds of input and the files of a directory that are of the kind.")

(defconst dixit-batch--sections '("people" "entities" "quotes" "checks")
  "What --select can be given.")

(define-error 'dixit-batch-usage "Usage")

;;;; The command line

(defun dixit-batch--usage (format &rest arguments)
  "Signal a mistake in the command line, FORMAT with ARGUMENTS."
  (signal 'dixit-batch-usage (list (apply #'format format arguments))))

(defun dixit-batch--choose (option value choices)
  "Return VALUE if it is one of CHOICES, or signal that OPTION knows it not."
  (unless (member value choices)
    (dixit-batch--usage "unknown %s: %s (there are: %s)" option
                        (if (string-empty-p value) "an empty one" value)
                        (string-join choices ", ")))
  value)

(defconst dixit-batch--most-jobs 256
  "How many other Emacsen may be asked for.")

(defun dixit-batch--jobs (value)
  "Return the number of jobs that VALUE, a string, asks for."
  (let ((n (cond ((equal value "auto")
                  (if (fboundp 'num-processors) (num-processors) 1))
                 ((string-match-p "\\`[0-9]+\\'" value) (string-to-number value))
                 (t 0))))
    (unless (<= 1 n dixit-batch--most-jobs)
      (dixit-batch--usage "--jobs needs a number from 1 to %d, or auto, for one a processor"
                          dixit-batch--most-jobs))
    n))

(defun dixit-batch--settle-fields (options)
  "Signal a mistake if OPTIONS select what their format cannot show."
  (let* ((format (dixit-batch-options-format options))
         (select (dixit-batch-options-select options))
         (fields (dixit-batch-options-fields options))
         (known (dixit-record-names (or (car select) 'quotes))))
    (when (and fields (member format '("text" "html" "compile")))
      (dixit-batch--usage "--fields is for tables and JSON, not for the format %s" format))
    (when (and (cdr select)
               (or fields (eq (dixit-batch--property options :select) 'one)))
      (dixit-batch--usage "%s can have only one of --select %s: each has columns of its own"
                          (if fields "a table" format)
                          (mapconcat #'symbol-name select ",")))
    (dolist (field fields)
      (unless (memq field known)
        (dixit-batch--usage "unknown field: %s (%s have: %s)"
                            (if (eq field (intern "")) "an empty one" field)
                            (or (car select) 'quotes)
                            (mapconcat #'symbol-name known ", ")))
      (when (> (cl-count field fields) 1)
        (dixit-batch--usage "the field %s is asked for twice" field)))))

(defun dixit-batch--set (options name value)
  "Set in OPTIONS the option NAME to VALUE, a string."
  (pcase name
    ("format" (setf (dixit-batch-options-format options)
                    (dixit-batch--choose "format" value
                                         (mapcar #'car dixit-batch-formats))))
    ("input" (setf (dixit-batch-options-input options)
                   (dixit-batch--choose "kind of input" value
                                        (mapcar #'car dixit-batch--inputs))))
    ("color" (setf (dixit-batch-options-color options)
                   (dixit-batch--choose "--color" value '("auto" "always" "never"))))
    ("output" (setf (dixit-batch-options-output options) value))
    ("jobs" (setf (dixit-batch-options-jobs options) (dixit-batch--jobs value)))
    ("fields" (setf (dixit-batch-options-fields options)
                    (append (dixit-batch-options-fields options)
                            (mapcar #'intern (split-string value ",")))))
    ("rules" (setf (dixit-batch-options-rules options)
                   (append (dixit-batch-options-rules options) (list value))))
    ("select" (dolist (section (split-string value ","))
                (dixit-batch--choose "section" section dixit-batch--sections)
                (setf (dixit-batch-options-select options)
                      (delete-dups (append (dixit-batch-options-select options)
                                           (list (intern section)))))))))

(defun dixit-batch--parse (arguments)
  "Return the `dixit-batch-options' that ARGUMENTS ask for."
  (let ((options (make-dixit-batch-options))
        (only-files nil)
        files)
    ;; What Emacs leaves of the one that ended its own options.
    (when (equal (car arguments) "--")
      (pop arguments))
    (while arguments
      (let ((argument (pop arguments)))
        (cond
         ((or only-files (not (string-prefix-p "-" argument)) (equal argument "-"))
          (push argument files))
         ((equal argument "--") (setq only-files t))
         ((not (string-match "\\`--\\([a-z-]+\\)\\(?:=\\(\\(?:.\\|\n\\)*\\)\\)?\\'" argument))
          (dixit-batch--usage "unknown option: %s (a file of that name is ./%s)"
                              argument argument))
         (t
          (let ((name (match-string 1 argument))
                (value (match-string 2 argument)))
            (cond
             ((member name '("format" "input" "color" "output" "select" "fields" "jobs"
                             "rules"))
              (unless value
                (when (or (null arguments) (string-prefix-p "--" (car arguments)))
                  (dixit-batch--usage "--%s needs a value" name))
                (setq value (pop arguments)))
              (dixit-batch--set options name value))
             ((not (member name '("progress" "quiet" "help" "version" "no-rules")))
              (dixit-batch--usage "unknown option: --%s" name))
             (value (dixit-batch--usage "--%s takes no value" name))
             ((equal name "progress") (setf (dixit-batch-options-progress options) t))
             ((equal name "quiet") (setf (dixit-batch-options-quiet options) t))
             ((equal name "no-rules") (setf (dixit-batch-options-no-rules options) t))
             ((equal name "help") (setf (dixit-batch-options-help options) t))
             (t (setf (dixit-batch-options-version options) t))))))))
    (setq files (nreverse files))
    (setf (dixit-batch-options-files options) files)
    (cond
     ((or (dixit-batch-options-help options) (dixit-batch-options-version options)))
     ((null files) (dixit-batch--usage "no file is named (- is standard input)"))
     ((> (seq-count (lambda (file) (equal file "-")) files) 1)
      (dixit-batch--usage "standard input (-) can be read only once"))
     ((and (dixit-batch-options-rules options) (dixit-batch-options-no-rules options))
      (dixit-batch--usage "--rules and --no-rules exclude each other"))
     ((dixit-batch--missing-rules (dixit-batch-options-rules options)))
     ((equal (dixit-batch-options-output options) "")
      (dixit-batch--usage "--output needs the name of a file"))
     (t (dixit-batch--settle-fields options)))
    options))

(defun dixit-batch--missing-rules (files)
  "Signal a mistake in the command line if one of FILES is no readable file."
  (dolist (file files)
    (let ((path (dixit-batch--path file)))
      (unless (and (file-regular-p path) (file-readable-p path))
        (dixit-batch--usage "--rules %s: %s" (dixit-batch--label file)
                            (cond ((not (file-exists-p path)) "there is no such file")
                                  ((file-directory-p path) "this is a directory")
                                  ((file-regular-p path) "permission denied")
                                  (t "this is not a regular file")))))))

(defun dixit-batch--help ()
  "Return the help."
  (concat
   "Usage: emacs -Q --batch -L lisp -l dixit-batch -f dixit-batch -- [OPTIONS] FILE|DIR|-...
Say who said what in each text: the quotations, their speakers, the people.

A FILE is English text in UTF-8; - is standard input; a DIR stands for its
files *.txt (*.jsonl with --input jsonl), in the order of their names.

  --format FORMAT    what to write:
"
   (mapconcat (lambda (format)
                (format "                       %-8s  %s\n" (car format) (nth 1 format)))
              dixit-batch-formats "")
   "  --input KIND       what to read: text (a text a file), or jsonl (a text a
                     line, {\"id\": ..., \"text\": \"...\"}, results in the same order)
  --output FILE      write to FILE instead of standard output, and only when all
                     is done: FILE is never there by half
  --jobs N           let N Emacsen read at once (auto: one a processor); the
                     results are the same, in the same order
  --select PARTS     what to list: people, entities, quotes, checks, with commas
                     between; csv, tsv and tables have one of them, quotes if
                     none is named; json and jsonl have the whole document, or
                     with this records of one of them, each on a line
  --fields FIELDS    the columns of csv, tsv, and of tables in org and markdown;
                     the keys of records in json and jsonl; all if none is named
  --rules FILE       names, aliases and patterns of your own, instead of the
                     .dixit.json that is nearest to each text, up the directory
                     tree; given several times, later files count over earlier
  --no-rules         no rules, not even those of a .dixit.json
  --color WHEN       auto (on a terminal, unless NO_COLOR is set), always, never
  --progress         say on standard error how far it is
  --quiet            say nothing there but errors
  --help             this
  --version          the version

Fields:
"
   (mapconcat (lambda (section)
                (dixit-report--fold
                 (format "%s: %s" (car section)
                         (mapconcat #'symbol-name (dixit-record-names (car section)) ", "))
                 80 2))
              dixit-record-fields "")
   "
Each option's value may also follow it after an equals sign.  Text is folded
to COLUMNS, or else to the terminal's width, or else to 80 columns.

Exit status: 0 all was read and written; 1 something was not (standard error
names it and says what to do; the rest was done); 2 the command line is wrong.
"))

;;;; What is said on standard error

(defvar dixit-batch--said t
  "What is said while a text is read, the last first, or t to say it at once.
A list of (KIND . LINE); see `dixit-batch--tell'.")

(defun dixit-batch--tell (kind line)
  "Say LINE on standard error, in UTF-8, or note it for the text that is read.
KIND is `problem' for what is wrong in rules, which is said once, else `error'
or `warning'."
  (if (not (eq dixit-batch--said t))
      (push (cons kind line) dixit-batch--said)
    (let ((coding-system-for-write 'utf-8-unix)
          (inhibit-message nil))
      (message "%s" line))))

(defun dixit-batch--say (format &rest arguments)
  "Say FORMAT with ARGUMENTS on standard error."
  (dixit-batch--tell 'error (concat "dixit: " (apply #'format format arguments))))

;;;; Rules

(defvar dixit-batch--rules nil
  "Hash table from directories to the module's rules for the texts in them.")

(defun dixit-batch--say-problems (problems)
  "Say what is wrong with rules, PROBLEMS of (FILE LINE KEY MESSAGE)."
  (dolist (problem problems)
    (dixit-batch--tell
     'problem
     (dixit-rules-describe
      (cons (dixit-batch--label (dixit-batch--near-name (car problem)))
            (cdr problem))))))

(defun dixit-batch--near-name (file)
  "Return FILE as it is called from here, if it is below."
  (let ((name (file-relative-name file)))
    (if (string-prefix-p "../" name) file name)))

(defun dixit-batch--rules-for (options name)
  "Return the module's rules for the text in the file NAME, as OPTIONS say."
  (cond
   ((dixit-batch-options-no-rules options) nil)
   (t
    (let* ((file-name-handler-alist nil)
           (named (mapcar #'dixit-batch--path (dixit-batch-options-rules options)))
           (directory (if (or named (equal name "-"))
                          default-directory
                        (file-name-directory (dixit-batch--path name)))))
      (unless dixit-batch--rules
        (setq dixit-batch--rules (make-hash-table :test #'equal)))
      (let ((known (gethash directory dixit-batch--rules 'none)))
        (if (not (eq known 'none))
            known
          (let ((rules (dixit-rules-read
                        (or named (dixit-rules-files directory)))))
            (puthash directory (and rules (dixit-rules-native rules))
                     dixit-batch--rules))))))))

;;;; Texts

(defun dixit-batch--files (name input)
  "Return the files that NAME, a file or directory, stands for.
INPUT is the kind of input.  Signal `dixit-error' for a directory without."
  (let ((path (dixit-batch--path name)))
    (if (not (file-directory-p path))
        (list name)
      (or (mapcar (lambda (file) (concat (file-name-as-directory name) file))
                  (sort (seq-remove
                         (lambda (file) (file-directory-p (expand-file-name file path)))
                         (directory-files path nil (cdr (assoc input dixit-batch--inputs)) t))
                        #'string<))
          (signal 'dixit-error
                  (list (format "no files *.%s in this directory"
                                (if (equal input "text") "txt" input))))))))

(defconst dixit-batch--not-text
  '(("\\`\\(?:\xff\xfe\\|\xfe\xff\\)"
     . "this is UTF-16; convert it by `iconv -f UTF-16 -t UTF-8'")
    ("\\`%PDF-" . "this is a PDF file; take the text out of it, for example by `pdftotext'")
    ("\\`PK\3\4" . "this is an office document or an archive; save it as plain text")
    ("\\`\x1f\x8b" . "this is compressed; unpack it by `gunzip'"))
  "Alist of how files begin that are no text, and what to do with them.")

(defun dixit-batch--check-text (bytes label quiet)
  "Signal an error if BYTES, of the file LABEL, cannot be text.
Warn of NULs, unless QUIET."
  (let ((case-fold-search nil))
    (dolist (entry dixit-batch--not-text)
      (when (string-match-p (string-to-unibyte (car entry)) bytes)
        (signal 'dixit-error (list (cdr entry))))))
  (let ((nul (string-search "\0" bytes)))
    (when (and nul (not quiet))
      (dixit-batch--say "%s: has NUL bytes, the first at byte %d; they are read as blanks"
                        label nul))))

(defun dixit-batch--settle-terminal (options)
  "Settle in OPTIONS what depends on whether output goes to a terminal."
  (let ((terminal (and (member (dixit-batch-options-output options) '(nil "-"))
                       (dixit-batch--terminal-p 1))))
    (setf (dixit-batch-options-width options) (dixit-batch--columns terminal))
    (when (equal (dixit-batch-options-color options) "auto")
      (setf (dixit-batch-options-color options)
            (if (and terminal
                     (member (getenv "NO_COLOR") '(nil ""))
                     (not (equal (getenv "TERM") "dumb")))
                "always"
              "never")))))

;;;; One text

;; A task is (text NAME NUMBER), the text in a file, or (line NAME LINE NUMBER
;; BYTES), that in a line of JSON Lines; NUMBER is one that no other has.  Its
;; result is (DONE OUTPUT SIZE MESSAGES): non-nil if it was done, strings of the
;; bytes for it, how many it was read from, and a list of (KIND . LINE) to say.
;; What is written and said before it is done is not in it.

(defun dixit-batch--task-label (task)
  "Return what to call TASK."
  (let* ((name (nth 1 task))
         (label (if (equal name "-") "standard input" (dixit-batch--label name))))
    (if (eq (car task) 'text) label (format "%s:%d" label (nth 2 task)))))

(defun dixit-batch--id-title (id label)
  "Return what to call the record ID that is called LABEL by its place."
  (if (equal id "null")
      label
    (concat label " " (string-trim (decode-coding-string id 'utf-8-unix t) "\"" "\""))))

(defun dixit-batch--task-item (task options)
  "Return the `dixit-batch-item' of TASK, not analyzed yet, as OPTIONS have it."
  (let* ((name (nth 1 task))
         (label (dixit-batch--task-label task))
         (file (and (not (equal name "-")) (dixit-batch--label name))))
    (pcase task
      (`(text ,_ ,number)
       (let ((bytes (dixit-batch--contents name)))
         (dixit-batch--check-text bytes label (dixit-batch-options-quiet options))
         (make-dixit-batch-item :bytes bytes :number number :file file :title label)))
      (`(line ,_ ,line ,number ,bytes)
       (pcase-let ((`(,id . ,text) (dixit--mod-record bytes)))
         (make-dixit-batch-item :bytes text :number number :file file :line line :id id
                                :title (dixit-batch--id-title id label)))))))

(defun dixit-batch--perform (task options &optional write)
  "Do TASK as OPTIONS ask for, and return its result.
With WRITE, call it with each piece of output, and with what is to be said
before, a list of (KIND . LINE).  What it signals as `dixit-batch-output' is
not the text's fault."
  (let* ((dixit-batch--said nil)
         (begun nil)
         (pieces nil)
         (keep (lambda (bytes)
                 (setq begun t)
                 (if write
                     (funcall write bytes (prog1 (nreverse dixit-batch--said)
                                            (setq dixit-batch--said nil)))
                   (push bytes pieces))))
         (done nil)
         (size 0))
    (condition-case err
        (let* ((item (dixit-batch--task-item task options))
               (rules (dixit-batch--rules-for options (nth 1 task)))
               (native (dixit--analyze (dixit-batch-item-bytes item) rules)))
          (setf (dixit-batch-item-native item) native)
          (setq size (length (dixit-batch-item-bytes item)))
          (unwind-protect
              (progn
                (when rules (dixit-rules-note native))
                (dixit-batch-format item options keep))
            (dixit--mod-free native))
          (setq done t))
      (dixit-batch-output (signal (car err) (cdr err)))
      ((error quit)
       (let ((says (format "%s: %s" (dixit-batch--task-label task)
                           (dixit-batch--reason err))))
         ;; Half of it is out: whatever came after would be no format at all.
         (when (and write begun)
           (signal 'dixit-batch-output (list says)))
         (dixit-batch--say "%s" says))))
    (list done (and done (nreverse pieces)) size (nreverse dixit-batch--said))))

;;;; All of them

(cl-defstruct (dixit-batch-run (:copier nil))
  "How far the work is."
  options sink
  (pool nil :documentation "The `dixit-batch-pool', or nil if all is done here.")
  (headed nil :documentation "Non-nil once the head of the format is written.")
  (problems nil :documentation "What was said to be wrong in rules.")
  (tasks 0 :documentation "How many there were so far.")
  (start (float-time)) (said (float-time))
  (total 0) (done 0) (failed 0) (bytes 0))

(defun dixit-batch--fail (run label err)
  "Count and report in RUN that LABEL failed with ERR."
  (cl-incf (dixit-batch-run-failed run))
  (dixit-batch--say "%s: %s" label (dixit-batch--reason err)))

(defun dixit-batch--write-head (run)
  "Write in RUN what comes before the first text, unless that is done."
  (unless (dixit-batch-run-headed run)
    (setf (dixit-batch-run-headed run) t)
    (let ((head (dixit-batch-around (dixit-batch-run-options run) :head)))
      (when head
        (dixit-batch--write (dixit-batch-run-sink run) head)))))

(defun dixit-batch--tell-all (run messages)
  "Say MESSAGES, a list of (KIND . LINE), unless RUN has said them."
  (pcase-dolist (`(,kind . ,line) messages)
    (unless (and (eq kind 'problem)
                 (member line (dixit-batch-run-problems run)))
      (when (eq kind 'problem)
        (push line (dixit-batch-run-problems run)))
      (let ((dixit-batch--said t))
        (dixit-batch--tell kind line)))))

(defun dixit-batch--put (run bytes &optional messages)
  "Say MESSAGES, then write BYTES to the sink of RUN."
  (dixit-batch--tell-all run messages)
  (dixit-batch--write-head run)
  (dixit-batch--write (dixit-batch-run-sink run) bytes))

(defun dixit-batch--deliver (run result)
  "Say and write the RESULT of the next task of RUN."
  (pcase-let ((`(,done ,output ,size ,messages) result))
    (dixit-batch--tell-all run messages)
    (if (not done)
        (cl-incf (dixit-batch-run-failed run))
      (dolist (bytes output)
        (dixit-batch--put run bytes))
      (cl-incf (dixit-batch-run-done run))
      (cl-incf (dixit-batch-run-bytes run) size))
    (dixit-batch--progress run)))

(defun dixit-batch--submit (run task size)
  "Do TASK of RUN, of about SIZE bytes, here or in another Emacs."
  (let ((options (dixit-batch-run-options run))
        (pool (dixit-batch-run-pool run)))
    (cond
     ((null pool)
      (dixit-batch--deliver
       run (dixit-batch--perform task options
                                 (lambda (bytes messages)
                                   (dixit-batch--put run bytes messages)))))
     ;; Standard input is nobody else's.
     ((equal (seq-take task 2) '(text "-"))
      (dixit-batch-jobs-add-result pool (dixit-batch--perform task options)))
     (t (dixit-batch-jobs-add pool task size)))))

(defun dixit-batch--progress (run &optional end)
  "Say about once a second how far RUN is, or at its END how far it came."
  (let* ((now (float-time))
         (took (- now (dixit-batch-run-start run)))
         (done (dixit-batch-run-done run))
         (total (dixit-batch-run-total run)))
    (when (and (dixit-batch-options-progress (dixit-batch-run-options run))
               (or end (> (- now (dixit-batch-run-said run)) 1)))
      (setf (dixit-batch-run-said run) now)
      (dixit-batch--say
       "%s%s, %s in %.1f s%s"
       (dixit-report--count done "text")
       (if (or end (<= total done)) "" (format " of %s" (dixit-report--number total)))
       (file-size-human-readable (dixit-batch-run-bytes run) 'si " " "B")
       took
       (cond (end (if (= 0 (dixit-batch-run-failed run))
                      ""
                    (format ", %s failed" (dixit-report--number
                                           (dixit-batch-run-failed run)))))
             ((> total done) (format ", about %.0f s left"
                                     (/ (* took (- total done)) (max 1 done))))
             (t ""))))))

(defun dixit-batch--text-file (run name)
  "Do the text in the file NAME for RUN."
  (dixit-batch--submit
   run (list 'text name (cl-incf (dixit-batch-run-tasks run)))
   (or (and (dixit-batch-run-pool run)
            (file-attribute-size (file-attributes (dixit-batch--path name))))
       0)))

(defun dixit-batch--jsonl-file (run name)
  "Do the texts in the lines of the file NAME for RUN."
  (let (fatal)
    (condition-case err
        (dixit-batch--map-lines
         name
         (lambda (line number)
           (unless (string-match-p "\\`[ \t\r]*\\'" line)
             (condition-case err
                 (dixit-batch--submit
                  run (list 'line name number (cl-incf (dixit-batch-run-tasks run)) line)
                  (length line))
               ;; It is not the file's fault.
               (error (setq fatal err)
                      (signal (car err) (cdr err)))))))
      ((error quit)
       (when fatal
         (signal (car fatal) (cdr fatal)))
       (dixit-batch--fail run (if (equal name "-") "standard input"
                                (dixit-batch--label name))
                          err)))))

(defun dixit-batch--make-pool (run)
  "Return the pool of other Emacsen that RUN wants, or nil."
  (let* ((options (dixit-batch-run-options run))
         (jobs (dixit-batch-options-jobs options))
         (texts (equal (dixit-batch-options-input options) "text")))
    (unless (or (= jobs 1) (and texts (<= (dixit-batch-run-total run) 1)))
      (make-dixit-batch-pool
       :options options
       :deliver (lambda (result) (dixit-batch--deliver run result))
       :describe #'dixit-batch--task-label
       ;; Of few texts each has its share.
       :most (if texts
                 (max 1 (min 32 (/ (dixit-batch-run-total run) (* 4 jobs))))
               32)))))

(defun dixit-batch--all-files (run)
  "Return the files that the command line of RUN names, in order.
What is no file or directory with any fails."
  (let* ((options (dixit-batch-run-options run))
         (input (dixit-batch-options-input options)))
    (cl-mapcan
     (lambda (name)
       (condition-case err
           (if (equal name "-") (list name) (copy-sequence (dixit-batch--files name input)))
         (error (dixit-batch--fail run (dixit-batch--label name) err)
                nil)))
     (dixit-batch-options-files options))))

(defun dixit-batch--work (options)
  "Do what OPTIONS ask for, and return the exit status."
  (let* ((run (make-dixit-batch-run :options options))
         (texts (equal (dixit-batch-options-input options) "text"))
         files sink)
    (dixit-batch--settle-terminal options)
    (dixit-batch--prepare)
    (setq sink (dixit-batch--open (dixit-batch-options-output options)))
    (setf (dixit-batch-run-sink run) sink)
    (setq files (dixit-batch--all-files run))
    (setf (dixit-batch-run-total run) (if texts (length files) 0)
          (dixit-batch-run-pool run) (dixit-batch--make-pool run))
    (unwind-protect
        (progn
          (dolist (name files)
            (if texts
                (dixit-batch--text-file run name)
              (dixit-batch--jsonl-file run name)))
          (when (dixit-batch-run-pool run)
            (dixit-batch-jobs-finish (dixit-batch-run-pool run))))
      (when (dixit-batch-run-pool run)
        (dixit-batch-jobs-end (dixit-batch-run-pool run))))
    (if (not (or (dixit-batch-sink-used sink) (= 0 (dixit-batch-run-failed run))))
        (progn
          (dixit-batch--abandon sink)
          (when (dixit-batch-sink-file sink)
            (dixit-batch--say "nothing was read, so %s is left as it was"
                              (dixit-batch--label (dixit-batch-sink-file sink)))))
      (dixit-batch--write-head run)
      (let ((tail (dixit-batch-around options :tail)))
        (when tail
          (dixit-batch--write sink tail)))
      (dixit-batch--close sink))
    (dixit-batch--progress run t)
    (if (= 0 (dixit-batch-run-failed run)) 0 1)))

(defun dixit-batch--prepare ()
  "Make ready for texts.  What would fail for every text fails here, once."
  (setq dixit-batch--rules nil
        dixit-rules-report-function #'dixit-batch--say-problems)
  (dixit-module-ensure))

(defun dixit-batch--main (arguments)
  "Do what ARGUMENTS, strings, ask for, and return the exit status."
  (condition-case err
      (let ((options (dixit-batch--parse arguments)))
        (cond
         ((dixit-batch-options-help options)
          (send-string-to-terminal (dixit-batch--utf-8 (dixit-batch--help)))
          0)
         ((dixit-batch-options-version options)
          (send-string-to-terminal (format "dixit %s (GNU Emacs %s)\n"
                                           dixit-module-version emacs-version))
          0)
         (t (dixit-batch--work options))))
    (dixit-batch-usage
     (dixit-batch--say "%s" (cadr err))
     (dixit-batch--say "say --help for the options")
     2)
    ((error quit)
     (dixit-batch--say "%s" (dixit-batch--reason err))
     1)))

(defmacro dixit-batch--with-memory (&rest body)
  "Do BODY with settings for a lot of work."
  (declare (indent 0) (debug t))
  ;; A collection that doubles what is there costs linear time in all.
  `(let ((gc-cons-threshold (* 64 1024 1024))
         (gc-cons-percentage 1.0)
         (debug-on-error nil))
     ,@body))

(defun dixit-batch ()
  "Do what the rest of the command line asks for, and exit.
See the commentary of this file, or the option --help."
  (let ((arguments command-line-args-left))
    (setq command-line-args-left nil)
    (dixit-batch--with-memory
      (kill-emacs (dixit-batch--main arguments)))))

(defun dixit-batch-serve ()
  "Do what another Emacs asks for on standard input, until it ends.
See dixit-batch-jobs.el."
  (dixit-batch--with-memory
    (let (options line)
      (while (setq line (dixit-batch--stdin-line))
        (pcase (dixit-batch-jobs--decode (base64-decode-string line))
          (`(serve ,theirs ,variables)
           (setq options theirs)
           (pcase-dolist (`(,variable . ,value) variables)
             (set variable value))
           (dixit-batch--prepare)
           (dixit-batch-jobs--answer 'ready))
          (`(do . ,tasks)
           (dolist (task tasks)
             (pcase-let ((`(,done ,output ,size ,messages)
                          (dixit-batch--perform task options)))
               (dixit-batch-jobs--answer (list done size messages) output))))))
      (kill-emacs 0))))

(provide 'dixit-batch)
;;; dixit-batch.el ends here
