;;; dixit-rules.el --- What the user knows better  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors

;; SPDX-License-Identifier: GPL-3.0-or-later

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the Free
;; Software Foundation, either version 3 of the License, or (at your option)
;; any later version.

;;; Commentary:

;; A rules file is JSON: names and their aliases, words that are no names,
;; patterns.  doc/rules.md tells what may be in it.  Which files count for a
;; text is said here: those in `dixit-rules-file', and the nearest .dixit.json
;; up the directory tree from the text.
;;
;; Such a file may have come with a directory from anywhere.  It is data:
;; nothing in it is run, no other file or program is named in it, and its
;; patterns are held to limits of steps and time.  It can make Dixit say
;; something else about the texts in its directory, and do no more; that is
;; why it is read without a question.  It is not looked for on other machines,
;; and only a regular file of bounded size is read.

;;; Code:

(require 'cl-lib)
(require 'dixit-module)

(declare-function dixit--mod-rules "dixit-module.so")
(declare-function dixit--mod-problems "dixit-module.so")

(defcustom dixit-rules-file nil
  "Your own names, aliases and patterns: a file, a list of files, or nil.
The rules in them count for every text; a .dixit.json up the directory tree
from a text counts over them.  In a list, later files count over earlier
ones.  The file doc/rules.md of the package tells what may be in them."
  :type '(choice (const :tag "None" nil) file (repeat file))
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defcustom dixit-directory-rules t
  "Whether the nearest .dixit.json up the directory tree counts for a text.
There is no harm in it but that somebody else may have written it: it is data,
and held to limits."
  :type 'boolean
  :safe #'booleanp
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defconst dixit-rules-name ".dixit.json"
  "What the rules file of a directory is called.")

(defconst dixit-rules--most (* 4 1024 1024)
  "How many bytes a rules file may have.")

(cl-defstruct (dixit-rules (:copier nil))
  "Rules that have been read."
  (stamp nil :documentation "The files with their times and sizes.")
  (native nil :documentation "The module's rules, or nil if no file was read.")
  (problems nil :documentation "List of (FILE LINE KEY MESSAGE)."))

(defvar dixit-rules--cache nil
  "List of the `dixit-rules' read last, the newest first.")

(defvar dixit-rules--stopped nil
  "List of (FILE LINE KEY MESSAGE) of the patterns that had to be stopped.")

(defvar dixit-rules-report-function #'dixit-rules-warn
  "Function that is called with problems when they are found first.
It gets a list of (FILE LINE KEY MESSAGE).")

;;;; Which files

(defun dixit-rules--listed ()
  "Return the files in the option `dixit-rules-file'."
  (mapcar #'expand-file-name
          (if (listp dixit-rules-file) dixit-rules-file
            (list dixit-rules-file))))

(defun dixit-rules-of-directory (directory)
  "Return the nearest .dixit.json at or above DIRECTORY, or nil."
  (unless (file-remote-p directory)
    (let ((home (locate-dominating-file directory dixit-rules-name)))
      (and home (expand-file-name dixit-rules-name home)))))

(defun dixit-rules-files (directory)
  "Return the rules files for the texts in DIRECTORY, the weakest first."
  (let ((near (and dixit-directory-rules
                   (dixit-rules-of-directory directory)))
        (listed (dixit-rules--listed)))
    (if near
        (append (delete near listed) (list near))
      listed)))

;;;; Reading

(defun dixit-rules--stamp (file)
  "Return what tells FILE as it is now from FILE as it was."
  (let ((attributes (file-attributes file)))
    (list file
          (file-attribute-modification-time attributes)
          (file-attribute-size attributes)
          (file-attribute-inode-number attributes))))

(defun dixit-rules--contents (file)
  "Return the bytes of the rules FILE, or signal `dixit-error'."
  (cond
   ((not (file-exists-p file)) (signal 'dixit-error '("there is no such file")))
   ((not (file-regular-p file)) (signal 'dixit-error '("this is not a regular file")))
   ((not (file-readable-p file)) (signal 'dixit-error '("permission denied")))
   ((> (file-attribute-size (file-attributes (file-truename file)))
       dixit-rules--most)
    (signal 'dixit-error (list (format "the file is larger than %d MiB, and is not used"
                                       (/ dixit-rules--most 1024 1024)))))
   (t (with-temp-buffer
        (set-buffer-multibyte nil)
        (insert-file-contents-literally file)
        (buffer-string)))))

(defun dixit-rules--problems (native)
  "Return what the module says is wrong with NATIVE, rules or a document."
  (mapcar (lambda (problem) (append problem nil))
          (dixit--mod-problems native)))

(defun dixit-rules--read (files stamp)
  "Return the `dixit-rules' in FILES, which are as STAMP says."
  (let (arguments problems)
    (dolist (file files)
      (condition-case err
          (let ((contents (dixit-rules--contents file)))
            (push (encode-coding-string file 'utf-8-emacs) arguments)
            (push contents arguments))
        (error
         (push (list file 1 "" (if (eq (car err) 'dixit-error)
                                   (cadr err)
                                 (error-message-string err)))
               problems))))
    (let ((native (and arguments
                       (apply #'dixit--mod-rules (dixit-module-ensure)
                              (nreverse arguments)))))
      (make-dixit-rules
       :stamp stamp :native native
       :problems (append (nreverse problems)
                         (and native (dixit-rules--problems native)))))))

(defun dixit-rules--new-problems (rules old)
  "Return the problems of RULES that OLD, read before or nil, had not.
They are the same on another line."
  (let ((known (and old (mapcar (lambda (problem) (list (nth 0 problem) (nth 3 problem)))
                                (dixit-rules-problems old)))))
    (cl-remove-if (lambda (problem)
                    (member (list (nth 0 problem) (nth 3 problem)) known))
                  (dixit-rules-problems rules))))

(defun dixit-rules-read (files)
  "Return the `dixit-rules' in FILES, the weakest first; nil for no files.
They are read again only when a file has changed.  What is wrong in them, and
was not before, is reported then by `dixit-rules-report-function'."
  (when files
    (let* ((stamp (mapcar #'dixit-rules--stamp files))
           (known (cl-find stamp dixit-rules--cache
                           :key #'dixit-rules-stamp :test #'equal)))
      (or known
          ;; An interruption between reading and reporting would lose the
          ;; report, or repeat it.
          (let* ((inhibit-quit t)
                 (rules (dixit-rules--read files stamp))
                 (old (cl-find files dixit-rules--cache
                               :key (lambda (rules)
                                      (mapcar #'car (dixit-rules-stamp rules)))
                               :test #'equal))
                 (new (dixit-rules--new-problems rules old)))
            (setq dixit-rules--cache
                  (cons rules (seq-take (delq old dixit-rules--cache) 7)))
            (when new
              (funcall dixit-rules-report-function new))
            rules)))))

(defun dixit-rules-for-buffer ()
  "Return the module's rules for the current buffer, or nil."
  (let ((rules (dixit-rules-read
                (dixit-rules-files (if buffer-file-name
                                       (file-name-directory buffer-file-name)
                                     default-directory)))))
    (and rules (dixit-rules-native rules))))

(defun dixit-rules-note (document)
  "Report the patterns that had to be stopped for DOCUMENT, the module's."
  (let ((problems (dixit-rules--problems document)))
    (when problems
      (setq dixit-rules--stopped (append dixit-rules--stopped problems))
      (funcall dixit-rules-report-function problems))))

;;;; What is wrong

(defun dixit-rules-describe (problem)
  "Return PROBLEM, a list (FILE LINE KEY MESSAGE), as a line."
  (pcase-let ((`(,file ,line ,key ,message) problem))
    (format "%s:%d: %s%s" file line (if (string-empty-p key) "" (concat key ": "))
            message)))

(defun dixit-rules-warn (problems)
  "Show PROBLEMS, a list of (FILE LINE KEY MESSAGE), as one warning."
  (display-warning
   'dixit
   (concat "What is wrong in your rules (the rest of them counts):\n"
           (mapconcat (lambda (problem)
                        (concat "  " (dixit-rules-describe
                                      (cons (abbreviate-file-name (car problem))
                                            (cdr problem)))))
                      problems "\n"))
   :warning))

(defun dixit-rules-doctor ()
  "Return the doctor's findings about the rules of the current buffer."
  (let* ((files (dixit-rules-files default-directory))
         (dixit-rules-report-function #'ignore)
         (rules (dixit-rules-read files))
         (problems (append (and rules (dixit-rules-problems rules))
                           (cl-remove-if-not
                            (lambda (problem) (member (car problem) files))
                            dixit-rules--stopped))))
    (if (null files)
        (list (list "Rules" 'unneeded
                    (format "none (no `dixit-rules-file', no %s here)"
                            dixit-rules-name)))
      (cons (list "Rules" t (mapconcat #'abbreviate-file-name files ", "))
            (mapcar (lambda (problem)
                      (list "Rules" nil (dixit-rules-describe
                                         (cons (abbreviate-file-name (car problem))
                                               (cdr problem)))
                            "mend the file; doc/rules.md tells what may be in it"))
                    problems)))))

(provide 'dixit-rules)
;;; dixit-rules.el ends here
