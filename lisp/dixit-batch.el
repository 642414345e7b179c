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
(require 'dixit-batch-io)
(require 'dixit-report)

(declare-function dixit--mod-free "dixit-module.so")
(declare-function dixit--mod-json "dixit-module.so")
(declare-function dixit--mod-record "dixit-module.so")

(defvar dixit-batch-formats
  '(("text" dixit-batch--text "a report for reading (this one, if none is named)")
    ("json" dixit-batch--json "one JSON document a text, each record on a line")
    ("jsonl" dixit-batch--jsonl "one JSON document a text, all of it on one line"))
  "Alist of output formats as (NAME FUNCTION HELP).
FUNCTION is called with a `dixit-batch-item' and a `dixit-batch-options' and
returns a unibyte string of UTF-8, which is written as it is.")

(defconst dixit-batch--inputs
  '(("text" . "\\`[^.].*\\.txt\\'")
    ("jsonl" . "\\`[^.].*\\.jsonl\\'"))
  "Alist of kinds of input and the files of a directory that are of the kind.")

(defconst dixit-batch--sections '("people" "entities" "quotes" "checks")
  "What --select can be given.")

(cl-defstruct (dixit-batch-options (:copier nil))
  "What the command line asks for."
  (format "text") (input "text") (color "auto")
  output select progress quiet help version width files rules no-rules)

(cl-defstruct (dixit-batch-item (:copier nil))
  "One text that was analyzed."
  (native nil :documentation "The module's document.")
  (bytes nil :documentation "The text, UTF-8 in a unibyte string.")
  (file nil :documentation "Its file for people and JSON, or nil for standard input.")
  (id nil :documentation "Its id as JSON text, or nil.")
  (title nil :documentation "What to call it."))

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
    ("rules" (setf (dixit-batch-options-rules options)
                   (append (dixit-batch-options-rules options) (list value))))
    ("select" (dolist (section (split-string value ","))
                (dixit-batch--choose "section" section dixit-batch--sections)
                (setf (dixit-batch-options-select options)
                      (append (dixit-batch-options-select options)
                              (list (intern section))))))))

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
             ((member name '("format" "input" "color" "output" "select" "rules"))
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
     ((and (dixit-batch-options-select options)
           (not (equal (dixit-batch-options-format options) "text")))
      (dixit-batch--usage "--select is for the format text; %s has everything"
                          (dixit-batch-options-format options))))
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
                (format "                       %-6s  %s\n" (car format) (nth 2 format)))
              dixit-batch-formats "")
   "  --input KIND       what to read: text (a text a file), or jsonl (a text a
                     line, {\"id\": ..., \"text\": \"...\"}, results in the same order)
  --output FILE      write to FILE instead of standard output, and only when all
                     is done: FILE is never there by half
  --select PARTS     of the format text, only these, with commas between:
                     people, entities, quotes, checks
  --rules FILE       names, aliases and patterns of your own, instead of the
                     .dixit.json that is nearest to each text, up the directory
                     tree; given several times, later files count over earlier
  --no-rules         no rules, not even those of a .dixit.json
  --color WHEN       auto (on a terminal, unless NO_COLOR is set), always, never
  --progress         say on standard error how far it is
  --quiet            say nothing there but errors
  --help             this
  --version          the version

Each option's value may also follow it after an equals sign.  Text is folded
to COLUMNS, or else to the terminal's width, or else to 80 columns.

Exit status: 0 all was read and written; 1 something was not (standard error
names it and says what to do; the rest was done); 2 the command line is wrong.
"))

;;;; What is said on standard error

(defun dixit-batch--say (format &rest arguments)
  "Say FORMAT with ARGUMENTS on standard error, in UTF-8."
  (let ((coding-system-for-write 'utf-8-unix)
        (inhibit-message nil))
    (message "%s" (concat "dixit: " (apply #'format format arguments)))))


;;;; Rules

(defvar dixit-batch--rules nil
  "Hash table from directories to the module's rules for the texts in them.")

(defun dixit-batch--say-problems (problems)
  "Say what is wrong with rules, PROBLEMS of (FILE LINE KEY MESSAGE)."
  (let ((coding-system-for-write 'utf-8-unix)
        (inhibit-message nil))
    (dolist (problem problems)
      (message "%s" (dixit-rules-describe
                     (cons (dixit-batch--label (dixit-batch--near-name (car problem)))
                           (cdr problem)))))))

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

;;;; Formats

(defun dixit-batch--utf-8 (string)
  "Return STRING as bytes of UTF-8."
  ;; The string itself would do for one of ASCII, but is not unibyte for sure.
  (encode-coding-string string 'utf-8-unix))

(defun dixit-batch--as-json (item page)
  "Return ITEM as JSON and a line end; each record on a line if PAGE."
  (let ((file (dixit-batch-item-file item)))
    (concat (dixit--mod-json (dixit-batch-item-native item)
                             (and file (dixit-batch--utf-8 file))
                             (dixit-batch-item-id item) page)
            "\n")))

(defun dixit-batch--json (item _options)
  "Return ITEM as JSON, each record on a line."
  (dixit-batch--as-json item t))

(defun dixit-batch--jsonl (item _options)
  "Return ITEM as JSON on one line."
  (dixit-batch--as-json item nil))

(defun dixit-batch--text (item options)
  "Return ITEM as a report, the way OPTIONS ask for."
  (let ((letters (if (equal (dixit-batch-options-color options) "always")
                     #'dixit-report-ansi
                   #'substring-no-properties)))
    (dixit-batch--utf-8
     (mapconcat letters
                (nconc
                 (dixit-report-pieces
                  (dixit--read-document (dixit-batch-item-native item) 0)
                  (decode-coding-string (dixit-batch-item-bytes item) 'utf-8-unix t)
                  :title (dixit-batch-item-title item)
                  :width (dixit-batch-options-width options)
                  :sections (dixit-batch-options-select options))
                 (list "\n"))
                ""))))

;;;; The work

(cl-defstruct (dixit-batch-run (:copier nil))
  "How far the work is."
  options sink
  (start (float-time)) (said (float-time))
  (total 0) (done 0) (failed 0) (bytes 0))

(defun dixit-batch--fail (run label err)
  "Count and report in RUN that LABEL failed with ERR."
  (cl-incf (dixit-batch-run-failed run))
  (dixit-batch--say "%s: %s" label (dixit-batch--reason err)))

(defun dixit-batch--one (run bytes name file id title)
  "Analyze BYTES and write the result, as RUN has it.
They are of the file that the command line calls NAME.  FILE, ID and TITLE are
the `dixit-batch-item's."
  (let* ((options (dixit-batch-run-options run))
         (rules (dixit-batch--rules-for options name))
         (native (dixit--analyze bytes rules))
         (out (unwind-protect
                  (progn
                    (when rules (dixit-rules-note native))
                    (funcall (nth 1 (assoc (dixit-batch-options-format options)
                                           dixit-batch-formats))
                             (make-dixit-batch-item :native native :bytes bytes
                                                    :file file :id id :title title)
                             options))
                (dixit--mod-free native))))
    (dixit-batch--write (dixit-batch-run-sink run) out)
    (cl-incf (dixit-batch-run-done run))
    (cl-incf (dixit-batch-run-bytes run) (length bytes))
    (dixit-batch--progress run)))

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
  (let* ((stdin (equal name "-"))
         (label (if stdin "standard input" (dixit-batch--label name))))
    (condition-case err
        (let ((bytes (dixit-batch--contents name)))
          (dixit-batch--check-text bytes label
                                   (dixit-batch-options-quiet
                                    (dixit-batch-run-options run)))
          (dixit-batch--one run bytes name (and (not stdin) label) nil label))
      (dixit-batch-output (signal (car err) (cdr err)))
      ((error quit) (dixit-batch--fail run label err)))))

(defun dixit-batch--id-title (id label number)
  "Return what to call the record ID on line NUMBER of the file LABEL."
  (if (equal id "null")
      (format "%s:%d" label number)
    (format "%s:%d %s" label number
            (string-trim (decode-coding-string id 'utf-8-unix t) "\"" "\""))))

(defun dixit-batch--jsonl-file (run name)
  "Do the texts in the lines of the file NAME for RUN."
  (let* ((stdin (equal name "-"))
         (label (if stdin "standard input" (dixit-batch--label name))))
    (condition-case err
        (dixit-batch--map-lines
         name
         (lambda (line number)
           (unless (string-match-p "\\`[ \t\r]*\\'" line)
             (condition-case err
                 (pcase-let ((`(,id . ,text) (dixit--mod-record line)))
                   (dixit-batch--one run text name (and (not stdin) label) id
                                     (dixit-batch--id-title id label number)))
               (dixit-batch-output (signal (car err) (cdr err)))
               ((error quit) (dixit-batch--fail run (format "%s:%d" label number) err))))))
      (dixit-batch-output (signal (car err) (cdr err)))
      ((error quit) (dixit-batch--fail run label err)))))

(defun dixit-batch--work (options)
  "Do what OPTIONS ask for, and return the exit status."
  (let* ((run (make-dixit-batch-run :options options))
         (input (dixit-batch-options-input options))
         (files nil)
         sink)
    (dixit-batch--settle-terminal options)
    (setq dixit-batch--rules nil
          dixit-rules-report-function #'dixit-batch--say-problems)
    ;; What would fail for every text fails once.
    (dixit-module-ensure)
    (setq sink (dixit-batch--open (dixit-batch-options-output options)))
    (setf (dixit-batch-run-sink run) sink)
    (dolist (name (dixit-batch-options-files options))
      (condition-case err
          (setq files (append (if (equal name "-")
                                  (list name)
                                (reverse (dixit-batch--files name input)))
                              files))
        (error (dixit-batch--fail run (dixit-batch--label name) err))))
    (setf (dixit-batch-run-total run) (if (equal input "text") (length files) 0))
    (dolist (name (nreverse files))
      (if (equal input "jsonl")
          (dixit-batch--jsonl-file run name)
        (dixit-batch--text-file run name)))
    (if (or (dixit-batch-sink-used sink) (= 0 (dixit-batch-run-failed run)))
        (dixit-batch--close sink)
      (dixit-batch--abandon sink)
      (when (dixit-batch-sink-file sink)
        (dixit-batch--say "nothing was read, so %s is left as it was"
                          (dixit-batch--label (dixit-batch-sink-file sink)))))
    (dixit-batch--progress run t)
    (if (= 0 (dixit-batch-run-failed run)) 0 1)))

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

(defun dixit-batch ()
  "Do what the rest of the command line asks for, and exit.
See the commentary of this file, or the option --help."
  (let ((arguments command-line-args-left)
        ;; A collection that doubles what is there costs linear time in all.
        (gc-cons-threshold (* 64 1024 1024))
        (gc-cons-percentage 1.0)
        (debug-on-error nil))
    (setq command-line-args-left nil)
    (kill-emacs (dixit-batch--main arguments))))

(provide 'dixit-batch)
;;; dixit-batch.el ends here
