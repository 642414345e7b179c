;;; dixit-quotes.el --- The list of quotations  -*- lexical-binding: t -*-

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

;; `dixit-list-quotes' lists the quotations of a text, or of many, with their
;; speakers.

;;; Code:

(require 'cl-lib)
(require 'dixit-list)

(defvar-local dixit-quotes--terms nil
  "Whether marked words that are nobody's are listed too.")

(defun dixit-quotes--rows (document)
  "Return rows for the quotations of DOCUMENT."
  (let ((slots (dixit-highlight-slots document)) rows)
    (mapc
     (lambda (quote)
       (when (dixit-quote-content quote)
         (let* ((term (eq (dixit-quote-kind quote) 'term))
                (name (if term "" (dixit--name quote slots)))
                (sure (and (not term) (dixit-quote-confidence quote)
                           (round (* 100 (dixit-quote-confidence quote)))))
                (kind (symbol-name (dixit-quote-kind quote)))
                (words (string-trim
                        (replace-regexp-in-string
                         "[[:space:]\n]+" " " (or (dixit-quote-text quote) "")))))
           (push (make-dixit-list-row
                  :place (dixit--start quote)
                  :item quote
                  :values (list 'line (dixit-quote-line quote)
                                'speaker (substring-no-properties name)
                                'kind kind
                                'confidence sure
                                'words words)
                  :looks (list 'speaker name
                               'kind (if term (propertize kind 'face 'shadow) kind)
                               'confidence (and sure (dixit-quotes--sure quote sure))
                               'words (truncate-string-to-width words 2000 nil nil t)))
                 rows))))
     (dixit-document-quotes document))
    (sort (nreverse rows) (lambda (a b) (< (dixit-list-row-place a)
                                           (dixit-list-row-place b))))))

(defun dixit-quotes--sure (quote sure)
  "Return how SURE QUOTE is, in percent, for display."
  (let ((string (format "%d%%" sure)))
    (if (dixit-doubtful-p quote) (propertize string 'face 'dixit-list-doubtful)
      string)))

(defface dixit-list-doubtful
  ;; Yellow cannot be read on a light terminal of few colours.
  '((((class color) (min-colors 88)) :inherit warning)
    (t :weight bold :underline t))
  "Face for the confidence of a quotation that is doubtful."
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defun dixit-quotes--wanted-p (row)
  "Return non-nil if ROW is somebody's words, or terms are listed too."
  (or dixit-quotes--terms
      (not (eq 'term (dixit-quote-kind (dixit-list-row-item row))))))

(defun dixit-quotes--count (rows)
  "Return words on how many quotations, of how many speakers, are in ROWS."
  (let ((speakers (make-hash-table :test #'equal)) (terms 0))
    (dolist (row rows)
      (let* ((quote (dixit-list-row-item row))
             (name (dixit-quote-speaker quote)))
        (when name (puthash (downcase name) t speakers))
        (when (eq 'term (dixit-quote-kind quote)) (cl-incf terms))))
    (concat (dixit-describe--count (- (length rows) terms) "quotation")
            (format " by %s"
                    (dixit-describe--count (hash-table-count speakers) "speaker"))
            (if (> terms 0) (concat " and " (dixit-describe--count terms "term"))
              ""))))

;;;; Commands

(defun dixit-quotes-filter-speaker ()
  "List only the quotations by one speaker, by default the one at point."
  (interactive nil dixit-quotes-mode)
  (dixit-list--need-list 'dixit-quotes-mode)
  (dixit-list-filter-column 'speaker))

(defun dixit-quotes-filter-kind ()
  "List only quotations of one kind, by default that of the one at point."
  (interactive nil dixit-quotes-mode)
  (dixit-list--need-list 'dixit-quotes-mode)
  (dixit-list-filter-column 'kind))

(defun dixit-quotes-filter-doubtful ()
  "List only quotations that are doubtful."
  (interactive nil dixit-quotes-mode)
  (dixit-list--need-list 'dixit-quotes-mode)
  (dixit-list--add-filter 'confidence '< (* 100.0 dixit-doubtful)))

(defun dixit-quotes-toggle-terms ()
  "List marked words that are nobody's too, or no longer.
Such as titles, nicknames, and words that the writer keeps at a distance."
  (interactive nil dixit-quotes-mode)
  (dixit-list--need-list 'dixit-quotes-mode)
  (setq dixit-quotes--terms (not dixit-quotes--terms))
  (dixit-list--print))

(defvar dixit-quotes-filter-map
  (let ((map (make-sparse-keymap)))
    (set-keymap-parent map dixit-list-filter-map)
    (define-key map "s" #'dixit-quotes-filter-speaker)
    (define-key map "k" #'dixit-quotes-filter-kind)
    (define-key map "d" #'dixit-quotes-filter-doubtful)
    map)
  "Keys of the filters of the list of quotations.")

(defvar dixit-quotes-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map "/" dixit-quotes-filter-map)
    (define-key map "s" #'dixit-quotes-filter-speaker)
    (define-key map "T" #'dixit-quotes-toggle-terms)
    (define-key map "=" #'dixit-set-speaker)
    map)
  "Keymap of the list of quotations.")

(easy-menu-define dixit-quotes-mode-menu dixit-quotes-mode-map
  "Menu of the list of quotations."
  `("Dixit"
    ,@dixit-list--menu
    "---"
    ["By One Speaker..." dixit-quotes-filter-speaker]
    ["Of One Kind..." dixit-quotes-filter-kind]
    ["Doubtful" dixit-quotes-filter-doubtful]
    ["Terms Too" dixit-quotes-toggle-terms
     :style toggle :selected dixit-quotes--terms
     :help "List marked words that are nobody's too"]))

(define-derived-mode dixit-quotes-mode dixit-list-mode "Quotations"
  "Mode of the list of quotations that `dixit-list-quotes' shows.

\\{dixit-quotes-mode-map}"
  :interactive nil
  (setq dixit-list--what "quotations"
        dixit-list--columns '((line "Line" 6 :number t)
                              (speaker "Speaker" 20)
                              (kind "Kind" 9)
                              (confidence "Sure" 6 :number t)
                              (words "Words" 0))
        dixit-list--rows-function #'dixit-quotes--rows
        dixit-list--wanted-function #'dixit-quotes--wanted-p
        dixit-list--count-function #'dixit-quotes--count
        ;; A new one for each list: sorting the other way round changes it.
        tabulated-list-sort-key (list "Line")))

;;;###autoload
(defun dixit-list-quotes (texts)
  "List the quotations of TEXTS, buffers or files, in a side window.

Interactively, list those of this buffer; in Dired, of the marked files;
with \\[universal-argument], of buffers that you name; with \\[universal-argument] \\[universal-argument], of the files of the project.
\\<dixit-quotes-mode-map>
In the list, \\[dixit-list-visit] goes to a quotation, \\[dixit-list-show] shows it, \\[next-error-follow-minor-mode] shows each as
point moves; \\[tabulated-list-sort] sorts by the column at point; \\[dixit-quotes-filter-speaker] narrows the list
to one speaker and \\[dixit-list-filter-regexp] to what matches a regexp, \\[dixit-list-filter-clear] shows all
again; \\[dixit-list-mark] marks, \\[dixit-list-copy] copies and \\[dixit-list-export] exports the marked ones, or all.
The list follows the texts when they change.  See
`dixit-list-display-action' for the place."
  (interactive (list (dixit-list-read-texts current-prefix-arg)))
  (dixit-list--open 'dixit-quotes-mode texts))

;;;###autoload
(defun dixit-list-speaker-quotes (texts speaker)
  "List the quotations by SPEAKER, a name, in TEXTS, buffers or files."
  (dixit-list--open 'dixit-quotes-mode texts
                    (list (make-dixit-list-filter :key 'speaker :test 'is
                                                  :value speaker))))

(provide 'dixit-quotes)

;;; dixit-quotes.el ends here
