;;; checkdoc.el --- checkdoc and package-lint over lisp/  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; usage: emacs -Q --batch -L lisp -l make/checkdoc.el
;;
;; package-lint is asked too where it is installed.

;;; Code:

(require 'checkdoc)
(require 'package)
(let ((package-load-list '(all)))
  (ignore-errors (package-initialize)))

(let ((files (directory-files "lisp" t "\\`[^.].*\\.el\\'"))
      (complaints 0))
  (dolist (file files)
    (with-current-buffer (find-file-noselect file)
      (let ((checkdoc-create-error-function
             (lambda (text start _end &optional _unfixable)
               (setq complaints (1+ complaints))
               (message "%s:%d: %s" (file-relative-name file)
                        (line-number-at-pos start) text)
               nil)))
        (checkdoc-current-buffer t))))
  (if (not (require 'package-lint nil t))
      (message "package-lint is not installed: left out")
    (defvar package-lint-main-file)
    (declare-function package-lint-buffer "package-lint")
    (dolist (file files)
      (with-current-buffer (find-file-noselect file)
        (setq-local package-lint-main-file (expand-file-name "lisp/dixit.el"))
        (pcase-dolist (`(,line ,column ,type ,text) (package-lint-buffer))
          (setq complaints (1+ complaints))
          (message "%s:%d:%d: %s: %s" (file-relative-name file) line column type text)))))
  (kill-emacs (if (zerop complaints) 0 1)))

;;; checkdoc.el ends here
