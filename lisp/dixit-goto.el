;;; dixit-goto.el --- Go to a quotation by its words  -*- lexical-binding: t -*-

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

;; Commands that read a quotation with completion, and go there.

;;; Code:

(require 'cl-lib)
(require 'dixit)
(require 'dixit-jump)

(defvar dixit-quote-history nil
  "History of `dixit-goto-quote'.")

(defun dixit--candidates (quotes)
  "Return an alist from what to type to each of QUOTES."
  (let ((seen (make-hash-table :test #'equal)))
    (mapcar (lambda (quote)
              (let* ((words (truncate-string-to-width
                             (or (dixit-quote-text quote) "") 100 nil nil t))
                     (times (puthash words (1+ (gethash words seen 0)) seen)))
                (cons (if (> times 1) (format "%s <%d>" words times) words)
                      quote)))
            quotes)))

(defun dixit--read-quote ()
  "Ask for a quotation of the current buffer and return it."
  (let* ((document (dixit-current-document))
         (table (or (dixit--candidates (dixit-quotes document))
                    (user-error "No quotations here")))
         (name (lambda (key) (dixit--name (cdr (assoc key table)))))
         (width (min 24 (apply #'max (mapcar (lambda (pair)
                                               (string-width
                                                (funcall name (car pair))))
                                             table))))
         (here (dixit-quote-at document (point)))
         (metadata
          `(metadata
            (category . dixit-quote)
            ;; Text order says more than the alphabet.
            (display-sort-function . identity)
            (cycle-sort-function . identity)
            (group-function
             . ,(lambda (key transform)
                  (if transform key
                    (substring-no-properties (funcall name key)))))
            (affixation-function
             . ,(lambda (keys)
                  (mapcar
                   (lambda (key)
                     (list key
                           (concat
                            (propertize
                             (format "%5d  "
                                     (dixit-quote-line (cdr (assoc key table))))
                             'face 'shadow)
                            (truncate-string-to-width
                             (funcall name key) width nil ?\s t)
                            "  ")
                           ""))
                   keys))))))
    (cdr (assoc (completing-read
                 "Go to quotation: "
                 (lambda (string predicate action)
                   (if (eq action 'metadata) metadata
                     (complete-with-action action table string predicate)))
                 nil t nil 'dixit-quote-history
                 (car (rassq here table)))
                table))))

;;;###autoload
(defun dixit-goto-quote (quote)
  "Go to QUOTE, a `dixit-quote' of the current buffer.
Interactively, read some of its words, with completion; the quotation at
point is the default."
  (interactive (list (dixit--read-quote)))
  (unless quote (user-error "No such quotation"))
  (dixit--push-mark)
  (dixit--goto (dixit--start quote))
  (message "%s" (dixit--line quote)))

(provide 'dixit-goto)

;;; dixit-goto.el ends here
