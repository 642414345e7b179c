;;; checkdoc.el --- checkdoc and package-lint over lisp/  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; usage: emacs -Q --batch -L lisp -l make/checkdoc.el
;;
;; package-lint is asked too where it is installed.

;;; Code:

(require 'checkdoc)
(require 'package)
;; Where Debian's packages are, which -Q leaves out.
(let ((package-directory-list
       (append package-directory-list '("/usr/share/emacs/site-lisp/elpa"
                                        "/usr/share/emacs/site-lisp/elpa-src"))))
  (ignore-errors (package-initialize)))

;; Defined by package-lint, which may not be here.
(defvar package-lint-main-file)
(declare-function package-lint-buffer "package-lint")

(let ((files (directory-files "lisp" t "\\`[^.].*\\.el\\'"))
      (main (expand-file-name "lisp/dixit.el"))
      ;; It guesses at verbs, and takes arguments for them.
      (checkdoc-verb-check-experimental-flag nil)
      (complaints 0))
  (unless (require 'package-lint nil t)
    (message "package-lint is not installed: left out"))
  (dolist (file files)
    (with-current-buffer (find-file-noselect file)
      (let ((checkdoc-create-error-function
             (lambda (text start _end &optional _unfixable)
               (setq complaints (1+ complaints))
               (message "%s:%d: %s" (file-name-nondirectory file)
                        (line-number-at-pos start) text)
               nil)))
        (checkdoc-current-buffer t))
      (when (featurep 'package-lint)
        (unless (equal file main)
          (setq-local package-lint-main-file main))
        (pcase-dolist (`(,line ,column ,type ,text) (package-lint-buffer))
          ;; Dixit has no home page yet.
          (when (and (eq type 'error)
                     (not (string-search "URL header" text)))
            (setq complaints (1+ complaints)))
          (message "%s:%d:%d: %s: %s" (file-name-nondirectory file)
                   line column type text)))))
  (kill-emacs (if (zerop complaints) 0 1)))

;;; checkdoc.el ends here
