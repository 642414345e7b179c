;;; dixit-jump.el --- From quotation to quotation  -*- lexical-binding: t -*-

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

;; Commands that move point through the text.

;;; Code:

(require 'cl-lib)
(require 'xref)
(require 'dixit)

(declare-function org-fold-show-context "org-fold" (&optional key))
(declare-function org-show-context "org" (&optional key))

;;;; Going there

(defun dixit--unfold ()
  "Make the text at point visible if it is folded."
  (cond ((not (derived-mode-p 'org-mode)))
        ((fboundp 'org-fold-show-context) (org-fold-show-context 'isearch))
        ((fboundp 'org-show-context) (org-show-context 'isearch)))
  (dolist (overlay (overlays-at (point)))
    (let ((open (overlay-get overlay 'isearch-open-invisible)))
      (when (and open (invisible-p (overlay-get overlay 'invisible)))
        (funcall open overlay)))))

(defun dixit--goto (position)
  "Go to POSITION of the current buffer and show it.
Widen if need be, subject to `widen-automatically'."
  (unless (<= (point-min) position (point-max))
    (if widen-automatically (widen)
      (user-error "That place is outside the narrowed part of the buffer")))
  (goto-char position)
  (dixit--unfold))

(defun dixit--leave-mark ()
  "Make it easy to come back here: by the mark, and by \\[xref-pop-marker-stack]."
  (push-mark nil t)
  (xref-push-marker-stack))

(defun dixit--push-mark (&rest commands)
  "Push the mark, unless the last command is this one or one of COMMANDS."
  (unless (or (region-active-p) (eq last-command this-command)
              (memq last-command commands))
    (dixit--leave-mark)))

(defun dixit--step (count from)
  "Return the quotation that is COUNT quotations after position FROM.
Before it, if COUNT is negative.  Signal an error if there is none in the
accessible part of the buffer."
  (let* ((all (cl-remove-if-not
               (lambda (quote) (and (<= (point-min) (dixit--start quote))
                               (< (dixit--start quote) (point-max))))
               (dixit-quotes (dixit-current-document))))
         (ahead (if (< count 0)
                    (nreverse (cl-remove-if-not
                               (lambda (quote) (< (dixit--start quote) from)) all))
                  (cl-remove-if-not
                   (lambda (quote) (> (dixit--start quote) from)) all))))
    (or (nth (1- (abs count)) ahead)
        (user-error (cond ((null all) "No quotations here")
                          ((< count 0) "Moved back before first quotation")
                          (t "Moved past last quotation"))))))

;;;###autoload
(defun dixit-next-quote (&optional count)
  "Go to the start of the next quotation, and name its speaker.
With a prefix argument COUNT, go to the COUNTth; backward if negative.
Repeat with \\`n' and \\`p' under `repeat-mode'."
  (interactive "p")
  (setq count (or count 1))
  (unless (zerop count)
    (let ((quote (dixit--step count (point))))
      (dixit--push-mark 'dixit-next-quote 'dixit-previous-quote)
      (dixit--goto (dixit--start quote))
      (message "%s" (dixit--line quote)))))

;;;###autoload
(defun dixit-previous-quote (&optional count)
  "Go to the start of the quotation before point, and say who says it.
With a prefix argument COUNT, go to the COUNTth; forward if negative."
  (interactive "p")
  (dixit-next-quote (- (or count 1))))

(defun dixit-next-error (count &optional reset)
  "Go COUNT quotations forward; from the start of the text if RESET.
This serves as `next-error-function' where `dixit-mode' is on."
  (let ((quote (if (and (zerop count) (not reset))
                   (dixit-quote-at (dixit-current-document) (point))
                 (dixit--step (if (zerop count) 1 count)
                              (if reset (1- (point-min)) (point))))))
    (when quote
      (dixit--goto (dixit--start quote))
      (message "%s" (dixit--line quote)))))

(provide 'dixit-jump)

;;; dixit-jump.el ends here
