;;; dixit-test.el --- What the Lisp tests share  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; With DIXIT_NO_MODULE in the environment the tests that need the module are
;; skipped, as they are where it is not built.

;;; Code:

(require 'cl-lib)
(require 'ert)
(require 'dixit-document)

(defconst dixit-test-root
  (expand-file-name "../.." (file-name-directory (or load-file-name buffer-file-name)))
  "The project's directory.")

(declare-function dixit--mod-json "dixit-module.so")

(defconst dixit-test-emacs (expand-file-name invocation-name invocation-directory)
  "The Emacs that runs, to start others of its kind.")

(defun dixit-test-module-p ()
  "Return non-nil if the module and the model can be used."
  (and (not (getenv "DIXIT_NO_MODULE"))
       (dixit-module-ready-p)))

(defun dixit-test-article (name)
  "Return the file of the article NAME."
  (expand-file-name (concat "tests/articles/" name ".txt") dixit-test-root))

(defun dixit-test-read (file)
  "Return the bytes of FILE."
  (with-temp-buffer
    (set-buffer-multibyte nil)
    (insert-file-contents-literally file)
    (buffer-string)))

(defun dixit-test-write (file bytes)
  "Make FILE hold BYTES, as they are if unibyte and as UTF-8 if not."
  (let ((coding-system-for-write (if (multibyte-string-p bytes) 'utf-8-unix 'no-conversion)))
    (write-region bytes nil file nil 'quiet)))

(defmacro dixit-test-in-directory (&rest body)
  "Do BODY in a new directory, which is removed after."
  (declare (indent 0) (debug t))
  `(let* ((directory (file-name-as-directory (make-temp-file "dixit-test" t)))
          (default-directory directory))
     (unwind-protect (progn ,@body)
       (delete-directory directory t))))

(defun dixit-test-variables ()
  "Return an expression for another Emacs to find the same module and model."
  (prin1-to-string `(setq dixit-module-directory
                          ,(and dixit-module-directory
                                (expand-file-name dixit-module-directory dixit--directory))
                          dixit-model-file ,(dixit--model-file))))

(cl-defun dixit-test-shell (command &key (environment nil))
  "Run COMMAND by the shell and return (STATUS OUTPUT ERRORS), the last two bytes.
ENVIRONMENT is a list of NAME=VALUE."
  (let ((process-environment (append environment process-environment))
        (coding-system-for-read 'no-conversion)
        (errors (make-temp-file "dixit-errors")))
    (unwind-protect
        (with-temp-buffer
          (set-buffer-multibyte nil)
          (let ((status (call-process "/bin/sh" nil (list t errors) nil "-c" command)))
            (list status (buffer-string)
                  (decode-coding-string (dixit-test-read errors) 'utf-8-unix))))
      (delete-file errors))))

(defun dixit-test-command (arguments &optional expression)
  "Return a shell command that calls `dixit-batch' with ARGUMENTS.
EXPRESSION is evaluated before, by default what finds the module."
  (mapconcat #'shell-quote-argument
             `(,dixit-test-emacs
               "-Q" "--batch" "-L" ,(expand-file-name "lisp" dixit-test-root)
               "--eval" ,(or expression (dixit-test-variables))
               "-l" "dixit-batch" "-f" "dixit-batch" "--" ,@arguments)
             " "))

(defun dixit-test-batch (&rest arguments)
  "Call `dixit-batch' in an Emacs of its own with ARGUMENTS.
Return (STATUS OUTPUT ERRORS)."
  (dixit-test-shell (concat (dixit-test-command arguments) " </dev/null")))

(defun dixit-test-json (native file id &optional page)
  "Return the pieces of NATIVE as JSON with FILE and ID, joined; PAGE as in C."
  (let (pieces)
    (dixit--mod-json native file id (lambda (piece) (push piece pieces)) page)
    (apply #'concat (nreverse pieces))))

(defun dixit-test-parse (output)
  "Return the JSON documents in OUTPUT, bytes, as alists."
  (with-temp-buffer
    (insert (decode-coding-string output 'utf-8-unix))
    (goto-char 1)
    (let (all)
      (while (progn (skip-chars-forward " \n") (not (eobp)))
        (push (json-parse-buffer :object-type 'alist :array-type 'list :null-object nil) all))
      (nreverse all))))

(provide 'dixit-test)
;;; dixit-test.el ends here
