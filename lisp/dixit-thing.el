;;; dixit-thing.el --- The quotation at point as a thing  -*- lexical-binding: t -*-

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

;; `thing-at-point' and its like know `quotation'.  Commands mark the
;; quotation at point, copy it with its speaker, and kill it.

;;; Code:

(require 'cl-lib)
(require 'format-spec)
(require 'dixit)

(defun dixit-thing--quote ()
  "Return the quotation at point, or the one that ends there, or nil."
  (let ((document (dixit-current-document)))
    (or (dixit-quote-at document (point))
        (and (> (point) (point-min))
             (dixit-quote-at document (1- (point)))))))

(defun dixit-thing--need ()
  "Return the quotation at point, or signal an error."
  (or (dixit-thing--quote) (user-error "No quotation here")))

;;;###autoload
(defun dixit-bounds-of-quotation ()
  "Return (START . END) of the quotation at point, or nil.
From its first word to the last, with what interrupts it.  This makes
`quotation' a thing for `thing-at-point'."
  (let* ((quote (dixit-thing--quote))
         (extent (and quote (dixit-spans-extent (dixit-quote-content quote)))))
    (and extent (<= (car extent) (point) (cdr extent)) extent)))

;;;###autoload
(defun dixit-forward-quotation (&optional count)
  "Move to the end of the COUNTth quotation from here.
If COUNT is negative, move to the start of the one before.  This makes
`quotation' a thing for `forward-thing'."
  (interactive "p")
  (setq count (or count 1))
  (let ((extents (mapcar (lambda (quote)
                           (dixit-spans-extent (dixit-quote-content quote)))
                         (dixit-quotes (dixit-current-document)))))
    (dotimes (_ (abs count))
      (goto-char
       (if (> count 0)
           (or (cl-loop for (_ . end) in extents
                        if (> end (point)) minimize end into next
                        finally return (and next (> next (point))
                                            (min next (point-max))))
               (point-max))
         (or (cl-loop for (start) in extents
                      if (< start (point)) maximize start into last
                      finally return (and last (max last (point-min))))
             (point-min)))))))

;;;; Words with their speaker

(defcustom dixit-attribution-format "%q %s said"
  "How `dixit-copy-quote' puts a quotation and its speaker together.
%q is the quotation, which ends in a comma or in a mark of its own; %s is the
speaker.  A period is added at the end."
  :type '(choice (const :tag "“…,” Ada Marsh said." "%q %s said")
                 (const :tag "“…,” said Ada Marsh." "%q said %s")
                 string)
  :safe #'stringp
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defun dixit-thing--join (quote)
  "Return the words of QUOTE in one pair of marks, which is left out.
Where the text interrupts it, the comma before becomes a period if what
follows is a sentence."
  (let ((text (dixit-quote-text quote)))
    (setq text (replace-regexp-in-string "\\`[“\"«„‘]\\|[”\"»“’]\\'" "" text))
    (let ((case-fold-search nil))
      (setq text (replace-regexp-in-string ",[”\"»] [“\"«„]\\([[:upper:]]\\)"
                                           ". \\1" text)))
    (replace-regexp-in-string "[”\"»] [“\"«„]" " " text)))

(defun dixit-thing--comma (words)
  "Return WORDS with a comma at the end, unless ! or ? is there."
  (cond ((string-match-p "[!?…—-]\\'" words) words)
        ((string-match "[.,;:]\\'" words) (concat (substring words 0 -1) ","))
        (t (concat words ","))))

(defun dixit-thing--sentence (words)
  "Return WORDS with a capital letter at the start."
  (if (equal words "") words
    (concat (upcase (substring words 0 1)) (substring words 1))))

(defun dixit-attributed (quote)
  "Return the words of QUOTE with their speaker, a sentence.
Such as “It leaks,” Ada Marsh said."
  (let* ((speaker (dixit-describe-speaker quote))
         (direct (eq (dixit-quote-kind quote) 'direct))
         (words (if direct (dixit-thing--join quote)
                  (replace-regexp-in-string "\\`that " "" (dixit-quote-text quote)))))
    (if (not speaker)
        (if direct (concat "“" words "”") (dixit-thing--sentence words))
      (concat
       (format-spec dixit-attribution-format
                    `((?q . ,(if direct (concat "“" (dixit-thing--comma words) "”")
                               (dixit-thing--sentence
                                (dixit-thing--with-comma words))))
                      (?s . ,speaker)))
       "."))))

(defun dixit-thing--with-comma (words)
  "Return WORDS, whose end may be in marks, with a comma in its place there."
  (if (string-match-p "[”\"»]\\'" words)
      (concat (dixit-thing--comma (substring words 0 -1)) (substring words -1))
    (dixit-thing--comma words)))

;;;; Commands

;;;###autoload
(defun dixit-copy-quote (&optional words)
  "Copy the quotation at point to the kill ring, with its speaker.
If WORDS is non-nil, interactively with a prefix argument, copy its words
alone.  Line breaks are taken out.  See `dixit-attribution-format'.
In a list, it is the quotation of the row at point."
  (interactive "P")
  (let* ((quote (dixit-call-at-place
                 (lambda (item)
                   (if (dixit-quote-p item) item (dixit-thing--need)))))
         (text (if words (dixit-quote-text quote) (dixit-attributed quote))))
    (kill-new text)
    (when (called-interactively-p 'interactive)
      (message "Copied: %s" (truncate-string-to-width
                             text (max 20 (- (frame-width) 12)) nil nil t)))))

;;;###autoload
(defun dixit-mark-quote ()
  "Put the region around the quotation at point.
Do it once more, and the region takes in the words that say who says it."
  (interactive)
  (let* ((quote (dixit-thing--need))
         (extent (dixit-spans-extent (dixit-quote-content quote))))
    (when (and (eq last-command this-command) (region-active-p))
      (setq extent (dixit-quote-extent quote)))
    (goto-char (max (point-min) (car extent)))
    (push-mark (min (point-max) (cdr extent)) t t)))

;;;###autoload
(defun dixit-kill-quote (&optional all)
  "Kill the quotation at point, with what interrupts it.
If ALL is non-nil, interactively with a prefix argument, the words that say
who says it go too."
  (interactive "P")
  (let* ((quote (dixit-thing--need))
         (extent (if all (dixit-quote-extent quote)
                   (dixit-spans-extent (dixit-quote-content quote)))))
    (unless (<= (point-min) (car extent) (cdr extent) (point-max))
      (user-error "Some of the quotation is out of sight; widen first"))
    (kill-region (car extent) (cdr extent))))

(provide 'dixit-thing)

;;; dixit-thing.el ends here
