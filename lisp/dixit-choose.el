;;; dixit-choose.el --- Choose rows of a list: filters and marks  -*- lexical-binding: t -*-

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

;; Filters stack: a row is shown if it passes all of them.  Marks are as in
;; Dired, and stay with a row while its text is edited around it.

;;; Code:

(require 'cl-lib)
(require 'tabulated-list)
(require 'dixit-rows)

(declare-function dixit-list--need-list "dixit-list")
(declare-function dixit-list--print "dixit-list")
(declare-function dixit-list--tell-marks "dixit-list")
(declare-function dixit-list--tag "dixit-list")

;;;; Filters

(defun dixit-list--title (key)
  "Return the title of the column KEY."
  (nth 1 (assq key dixit-list--columns)))

(defun dixit-list--filter-name (filter)
  "Return FILTER in words, for the header line."
  (let ((key (dixit-list-filter-key filter))
        (value (dixit-list-filter-value filter)))
    (concat
     (and (dixit-list-filter-negated filter) "not ")
     (pcase (dixit-list-filter-test filter)
       ('marked "marked")
       ('is value)
       ('matches (if key (format "%s: /%s/" (dixit-list--title key) value)
                   (format "/%s/" value)))
       (compare (format "%s %s %s" (dixit-list--title key) compare value))))))

(defun dixit-list--add-filter (key test value)
  "Show only rows whose value in the column KEY passes TEST with VALUE.
A filter for another exact value of the same column goes: no row has two."
  (dixit-list--need-list)
  (setq dixit-list--filters
        (cons (make-dixit-list-filter :key key :test test :value value)
              (cl-remove-if (lambda (filter)
                              (and (eq test 'is)
                                   (eq 'is (dixit-list-filter-test filter))
                                   (eq key (dixit-list-filter-key filter))
                                   (not (dixit-list-filter-negated filter))))
                            dixit-list--filters)))
  (dixit-list--print))

(defun dixit-list--read-value (key)
  "Ask for a value of the column KEY; the one at point is the default.
Return a list (TEST VALUE)."
  (let* ((column (assq key dixit-list--columns))
         (row (tabulated-list-get-id))
         (here (and row (dixit-list--value row key)))
         (title (nth 1 column)))
    (if (plist-get (nthcdr 3 column) :number)
        (let ((string (read-string
                       (format "%s (such as >= 3): " title))))
          (unless (string-match
                   "\\`[ \t]*\\([<>]=?\\|=\\|\\)[ \t]*\\([0-9]+\\(?:\\.[0-9]+\\)?\\)[ \t]*%?[ \t]*\\'"
                   string)
            (user-error "Not a comparison with a number: %s" string))
          (list (intern (if (equal "" (match-string 1 string)) "="
                          (match-string 1 string)))
                (string-to-number (match-string 2 string))))
      (let* ((all (delete-dups
                   (cl-loop for row in (dixit-list--all)
                            for value = (dixit-list--value row key)
                            if (and value (not (equal value ""))) collect value)))
             (default (and here (not (equal here "")) here))
             (value (completing-read (format-prompt "%s or regexp" default title)
                                     all nil nil nil nil default)))
        (if (member value all)
            (list 'is value)
          (list 'matches (dixit-list--regexp value)))))))

(defun dixit-list--regexp (string)
  "Return STRING if it is a regexp that matches not just anything."
  (when (equal string "") (user-error "Nothing to look for"))
  (condition-case err
      (string-match-p string "")
    (invalid-regexp (user-error "Not a regexp: %s" (cadr err))))
  string)

(defun dixit-list--column-here ()
  "Return the key of the column at point, or nil."
  (let ((title (get-text-property (point) 'tabulated-list-column-name)))
    (car (cl-find title dixit-list--columns :key #'cadr :test #'equal))))

(defun dixit-list-filter-column (key)
  "List only rows with a certain value in the column KEY.
Interactively, read the column, then the value.  A value that is in no row
is a regexp; for a column of numbers it is a comparison, such as \"< 50\"."
  (interactive
   (let* ((titles (mapcar #'cadr dixit-list--columns))
          (default (or (dixit-list--title (dixit-list--column-here))
                       (car titles)))
          (title (let ((completion-ignore-case t))
                   (completing-read (format-prompt "Filter by column" default)
                                    titles nil t nil nil default))))
     (list (car (cl-find title dixit-list--columns :key #'cadr :test #'equal))))
   dixit-list-mode)
  (apply #'dixit-list--add-filter key (dixit-list--read-value key)))

(defun dixit-list-filter-regexp (regexp)
  "List only rows that match REGEXP in any column."
  (interactive (list (read-regexp "Rows that match")) dixit-list-mode)
  (dixit-list--add-filter nil 'matches (dixit-list--regexp regexp)))

(defun dixit-list-filter-marked ()
  "List only rows that are marked."
  (interactive nil dixit-list-mode)
  (dixit-list--add-filter nil 'marked t))

(defun dixit-list-filter-negate ()
  "Make the newest filter its opposite."
  (interactive nil dixit-list-mode)
  (let ((filter (or (car dixit-list--filters) (user-error "No filter"))))
    (setf (dixit-list-filter-negated filter)
          (not (dixit-list-filter-negated filter))))
  (dixit-list--print))

(defun dixit-list--remove-filter (filter)
  "List also what FILTER has kept away."
  (setq dixit-list--filters (remq filter dixit-list--filters))
  (dixit-list--print))

(defun dixit-list-filter-pop ()
  "Remove the newest filter."
  (interactive nil dixit-list-mode)
  (dixit-list--remove-filter (or (car dixit-list--filters)
                                 (user-error "No filter"))))

(defun dixit-list-filter-clear ()
  "Remove all filters."
  (interactive nil dixit-list-mode)
  (dixit-list--need-list)
  (setq dixit-list--filters nil)
  (dixit-list--print))

(defvar dixit-list-filter-map
  (let ((map (make-sparse-keymap)))
    (define-key map "c" #'dixit-list-filter-column)
    (define-key map "r" #'dixit-list-filter-regexp)
    (define-key map "m" #'dixit-list-filter-marked)
    (define-key map "!" #'dixit-list-filter-negate)
    (define-key map "p" #'dixit-list-filter-pop)
    (define-key map (kbd "DEL") #'dixit-list-filter-pop)
    (define-key map "/" #'dixit-list-filter-clear)
    map)
  "Keys of the filters of lists.")

;;;; Marks

(defun dixit-list--set-mark (row mark)
  "Give ROW, which is at point, MARK."
  (setf (dixit-list-row-mark row) mark)
  (tabulated-list-put-tag (dixit-list--tag row)))

(defun dixit-list--mark-rows (function)
  "Give each row of the list the mark that FUNCTION returns for it.
In an active region, the rows in it alone."
  (dixit-list--need-list)
  (let ((end (if (use-region-p) (region-end) (point-max))))
    (save-excursion
      (goto-char (if (use-region-p) (region-beginning) (point-min)))
      (forward-line 0)
      (while (< (point) end)
        (let ((row (tabulated-list-get-id)))
          (when row (dixit-list--set-mark row (funcall function row))))
        (forward-line))))
  (deactivate-mark)
  (dixit-list--tell-marks))

(defun dixit-list--mark-here (mark count)
  "Give COUNT rows from point on MARK, and move past them.
If the region is active, give MARK to the rows in it."
  (dixit-list--need-list)
  (if (use-region-p)
      (dixit-list--mark-rows (lambda (_) mark))
    (dotimes (_ (abs count))
      (when (< count 0) (forward-line -1))
      (let ((row (tabulated-list-get-id)))
        (when row (dixit-list--set-mark row mark)))
      (when (> count 0) (forward-line 1)))
    (when (and (eobp) (not (bobp))) (forward-line -1))
    (dixit-list--tell-marks)))

(defun dixit-list-mark (count)
  "Mark the row at point and COUNT minus one after it, or those in the region."
  (interactive "p" dixit-list-mode)
  (dixit-list--mark-here t count))

(defun dixit-list-unmark (count)
  "Unmark the row at point and COUNT minus one after it, or those in the region."
  (interactive "p" dixit-list-mode)
  (dixit-list--mark-here nil count))

(defun dixit-list-unmark-backward (count)
  "Unmark COUNT rows before point."
  (interactive "p" dixit-list-mode)
  (dixit-list--mark-here nil (- count)))

(defun dixit-list-unmark-all ()
  "Unmark all rows, also those that a filter keeps away."
  (interactive nil dixit-list-mode)
  (dolist (row (dixit-list--all))
    (setf (dixit-list-row-mark row) nil))
  (dixit-list--mark-rows #'ignore))

(defun dixit-list-toggle-marks ()
  "Mark the rows that are not marked, and unmark those that are."
  (interactive nil dixit-list-mode)
  (dixit-list--mark-rows (lambda (row) (not (dixit-list-row-mark row)))))

(defun dixit-list-mark-regexp (regexp)
  "Mark the rows that match REGEXP in any column.
With a prefix argument, unmark them."
  (interactive (list (read-regexp (if current-prefix-arg "Unmark rows that match"
                                    "Mark rows that match")))
   dixit-list-mode)
  (let ((filter (make-dixit-list-filter :test 'matches
                                        :value (dixit-list--regexp regexp)))
        (mark (not current-prefix-arg)))
    (dixit-list--mark-rows (lambda (row)
                             (if (dixit-list--passes-p filter row) mark
                               (dixit-list-row-mark row))))))

(defun dixit-list--chosen ()
  "Return the rows to work on, as they are sorted: those marked, or all.
Rows that a filter keeps away are left alone."
  (let (rows marked)
    (save-excursion
      (goto-char (point-min))
      (while (not (eobp))
        (let ((row (tabulated-list-get-id)))
          (when row
            (push row rows)
            (when (dixit-list-row-mark row) (push row marked))))
        (forward-line)))
    (or (nreverse marked) (nreverse rows) (user-error "Nothing is listed"))))

(provide 'dixit-choose)

;;; dixit-choose.el ends here
