;;; dixit-flymake.el --- What an editor should look at  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;; This file is not part of GNU Emacs.

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the
;; Free Software Foundation, either version 3 of the License, or (at your
;; option) any later version.

;; This program is distributed in the hope that it will be useful, but
;; WITHOUT ANY WARRANTY; without even the implied warranty of
;; MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the GNU
;; General Public License for more details.

;; You should have received a copy of the GNU General Public License along
;; with this program.  If not, see <https://www.gnu.org/licenses/>.

;;; Commentary:

;; What Dixit finds wrong in a text (marks without a partner, letters of
;; another keyboard layout, quotations of nobody, speakers never named in full)
;; as diagnostics of Flymake.  `dixit-mode' offers them; `flymake-mode' shows
;; them.  `dixit-fix' puts what was meant in the place of what is there.

;;; Code:

(require 'cl-lib)
(require 'flymake)
(require 'dixit)

(defvar-local dixit-flymake--report nil
  "The function that takes the diagnostics of this buffer, or nil.")

(defun dixit-flymake--type (check)
  "Return the type of CHECK for Flymake.
What is surely wrong is a warning, what may be so on purpose a note."
  (if (memq (dixit-check-code check) '(unattributed-quote no-full-name)) :note
    :warning))

(defun dixit-flymake--diagnostics (document)
  "Return the checks of DOCUMENT as diagnostics of the current buffer."
  (mapcar (lambda (check)
            (flymake-make-diagnostic
             (current-buffer) (dixit-check-start check) (dixit-check-end check)
             (dixit-flymake--type check) (dixit-check-message check)))
          (dixit-document-checks document)))

(defun dixit-flymake--say (diagnostics)
  "Report DIAGNOSTICS in place of those reported before."
  ;; Errors are no reason to stop what runs the hook.
  (with-demoted-errors "Dixit: %S"
    (save-restriction
      (widen)
      ;; Without a region Flymake would add them to the others.
      (funcall dixit-flymake--report diagnostics :force t
               :region (cons (point-min) (point-max))))))

(defun dixit-flymake--tell ()
  "Report what the analysis of the current buffer says, if it is of the text."
  (let ((document (and dixit-flymake--report (dixit-current-document t))))
    (when document
      (dixit-flymake--say (dixit-flymake--diagnostics document)))))

(defun dixit-flymake-stop ()
  "Take back what was reported on the current buffer."
  (remove-hook 'dixit-analyzed-hook #'dixit-flymake--tell t)
  (when (and dixit-flymake--report (bound-and-true-p flymake-mode))
    (dixit-flymake--say nil))
  (kill-local-variable 'dixit-flymake--report))

;;;###autoload
(defun dixit-flymake (report &rest _)
  "Let REPORT take what Dixit finds wrong in the current buffer.
One of `flymake-diagnostic-functions', which `dixit-mode' adds.  A text that
is being read is reported on when that is done; this never starts it."
  (setq dixit-flymake--report report)
  (add-hook 'dixit-analyzed-hook #'dixit-flymake--tell nil t)
  (dixit-flymake--tell))

;;;; Mending

(defun dixit-flymake--fixable (document position)
  "Return the check of DOCUMENT at POSITION that says what was meant, or nil."
  (cl-find-if (lambda (check)
                (and (dixit-check-fix check)
                     (<= (dixit-check-start check) position
                         (dixit-check-end check))))
              (dixit-document-checks document)))

;;;###autoload
(defun dixit-fix (position)
  "Replace what is wrong at POSITION, by default point, by what was meant.
Such as a word typed with another keyboard layout; where nothing is known to
be meant, signal an error that says what is wrong."
  (interactive "*d")
  (let* ((document (dixit-current-document))
         (check (dixit-flymake--fixable document position)))
    (unless check
      (setq check (cl-find-if (lambda (check)
                                (<= (dixit-check-start check) position
                                    (dixit-check-end check)))
                              (dixit-document-checks document)))
      (user-error "%s" (if check (dixit-check-message check)
                         "Nothing is wrong here")))
    (let ((start (dixit-check-start check))
          (end (dixit-check-end check)))
      (unless (<= (point-min) start end (point-max))
        (user-error "Some of it is outside the narrowed part of the buffer"))
      (save-excursion
        (goto-char start)
        (insert (dixit-check-fix check))
        (delete-region (point) (+ (point) (- end start)))))))

(provide 'dixit-flymake)

;;; dixit-flymake.el ends here
