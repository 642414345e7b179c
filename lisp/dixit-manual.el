;;; dixit-manual.el --- Show the manual  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors

;; SPDX-License-Identifier: GPL-3.0-or-later

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the Free
;; Software Foundation, either version 3 of the License, or (at your option)
;; any later version.

;;; Commentary:

;; A package manager puts the manual among the others; a checkout has it where
;; `make info' puts it.

;;; Code:

(require 'dixit-module)
(require 'info)

(defun dixit-manual--file ()
  "Return the file of the manual in the package's directory, or nil."
  (seq-find #'file-readable-p
            (mapcar (lambda (name) (expand-file-name name dixit--directory))
                    (list (expand-file-name "dixit.info" (dixit--build-directory))
                          "dixit.info"))))

;;;###autoload
(defun dixit-manual ()
  "Show the manual of Dixit in Info."
  (interactive)
  (let ((file (or (dixit-manual--file)
                  (progn (info-initialize)
                         (Info-find-file "dixit" t)))))
    (unless file
      (user-error "The manual is not built; say `make info' in %s (it needs Texinfo)"
                  (abbreviate-file-name (directory-file-name dixit--directory))))
    (info (format "(%s)Top" file))))

(provide 'dixit-manual)

;;; dixit-manual.el ends here
