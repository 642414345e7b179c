;;; compile.el --- byte-compile lisp/, warnings as errors  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; usage: emacs -Q --batch -L lisp -l make/compile.el DIRECTORY
;;
;; The compiled files go to DIRECTORY, so that none lies beside its source,
;; where a later run would load it in the source's place.

;;; Code:

(require 'bytecomp)

(let* ((directory (expand-file-name (pop command-line-args-left)))
       (byte-compile-error-on-warn t)
       (byte-compile-dest-file-function
        (lambda (file)
          (expand-file-name (concat (file-name-nondirectory file) "c") directory)))
       (failed 0))
  (make-directory directory t)
  (dolist (file (directory-files "lisp" t "\\`[^.].*\\.el\\'"))
    (unless (byte-compile-file file)
      (setq failed (1+ failed))))
  (kill-emacs (if (zerop failed) 0 1)))

;;; compile.el ends here
