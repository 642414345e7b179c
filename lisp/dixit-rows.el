;;; dixit-rows.el --- Rows of lists, and the texts they come from  -*- lexical-binding: t -*-

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

;; What a list shows, before it is shown.
;;
;; A list has sources, buffers or files.  Each has rows, and a row knows its
;; place: a marker in a buffer, a position in a file that no buffer visits.
;; After a new analysis all rows are new; one that is at the place of an old
;; one takes over its mark, and point if point was there.
;;
;; A mode of lists sets `dixit-list--columns' and the other variables under
;; "What a mode sets".

;;; Code:

(require 'cl-lib)
(require 'dixit)

(declare-function dixit-list--follow "dixit-list")

;;;; Rows and where they come from

(cl-defstruct (dixit-list-source (:copier nil))
  "A text that is listed."
  number                ; its place among the sources, from 0
  buffer                ; the buffer with the text, or nil
  file                  ; the file with the text, or nil
  rows                  ; all its rows, in text order
  tick                  ; `buffer-chars-modified-tick' the rows are for, or nil
  document)             ; the analysis of the buffer that they are from, or nil

(cl-defstruct (dixit-list-row (:copier nil))
  "A line of a list."
  source                ; the number of its `dixit-list-source'
  place                 ; marker, or position in a file without a buffer
  item                  ; the `dixit-quote' or `dixit-entity'
  values                ; plist from columns to strings and numbers
  looks                 ; plist from columns to what is shown instead
  cells                 ; vector of what is shown
  mark                  ; non-nil if marked
  heir)                 ; the row that took its place, or nil

(defun dixit-list--source (row)
  "Return the source of ROW."
  ;; Rows do not hold it: it holds them, and Emacs compares rows.
  (cl-find (dixit-list-row-source row) dixit-list--sources
           :key #'dixit-list-source-number))

(defun dixit-list--value (row key)
  "Return the value of ROW in the column KEY."
  (plist-get (dixit-list-row-values row) key))

(defun dixit-list--position (row)
  "Return where ROW is in its text, or nil if that text is gone."
  (let ((place (dixit-list-row-place row)))
    (if (markerp place) (marker-position place) place)))

(defun dixit-list--source-name (source)
  "Return the name of SOURCE for people."
  (let ((buffer (dixit-list-source-buffer source))
        (file (dixit-list-source-file source)))
    (cond (file (file-name-nondirectory file))
          ((buffer-live-p buffer) (buffer-name buffer))
          (t "(gone)"))))

;;;; What a mode sets

(defvar-local dixit-list--columns nil
  "The columns of the list, each a list (KEY TITLE WIDTH . PROPERTIES).
PROPERTIES may have :number, non-nil for a column of numbers.")

(defvar-local dixit-list--rows-function nil
  "Function that returns rows, given a `dixit-document'.
It is called in the widened text, and makes the place of a row a position.
It need not set the source of the rows.")

(defvar-local dixit-list--wanted-function #'identity
  "Function that returns non-nil for a row that belongs into the list.
Rows that do not are not even counted.")

(defvar-local dixit-list--count-function nil
  "Function that returns words on how many of what a list of rows has.")

(defvar-local dixit-list--what "rows"
  "What is listed, in the plural, for the name of the buffer.")

;;;; State of a list

(defvar-local dixit-list--sources nil
  "The sources of this list.")

(defvar-local dixit-list--filters nil
  "The filters of this list, the newest first.")

;;;; Which rows are shown

(cl-defstruct (dixit-list-filter (:copier nil))
  "What a row must be in order to be shown."
  key                   ; the column, or nil for any
  test                  ; `is', `matches', `marked', `<', `<=', `=', `>=' or `>'
  value
  negated)

(defun dixit-list--text (row)
  "Return the text of all columns of ROW, for a regexp to match."
  (mapconcat (lambda (column)
               (format "%s" (or (dixit-list--value row (car column)) "")))
             dixit-list--columns "\t"))

(defun dixit-list--passes-p (filter row)
  "Return non-nil if ROW is as FILTER wants it."
  (let* ((key (dixit-list-filter-key filter))
         (wanted (dixit-list-filter-value filter))
         (value (if key (dixit-list--value row key) (dixit-list--text row)))
         (found
          (pcase (dixit-list-filter-test filter)
            ('marked (dixit-list-row-mark row))
            ('is (equal value wanted))
            ('matches
             (let ((case-fold-search (equal wanted (downcase wanted))))
               (string-match-p wanted (format "%s" (or value "")))))
            (compare (and (numberp value) (funcall compare value wanted))))))
    (if (dixit-list-filter-negated filter) (not found) found)))

(defun dixit-list--all ()
  "Return the rows that belong into this list, filtered or not."
  (let ((wanted dixit-list--wanted-function))
    (cl-loop for source in dixit-list--sources
             append (cl-remove-if-not wanted (dixit-list-source-rows source)))))

(defun dixit-list--shown ()
  "Return the rows that this list shows, in the order of the texts."
  (cl-remove-if-not
   (lambda (row)
     (cl-every (lambda (filter) (dixit-list--passes-p filter row))
               dixit-list--filters))
   (dixit-list--all)))

;;;; Reading a text

(defun dixit-list--make-cells (row)
  "Set the cells of ROW from its values."
  (setf (dixit-list-row-cells row)
        (vconcat
         (mapcar (lambda (column)
                   (let ((cell (or (plist-get (dixit-list-row-looks row) (car column))
                                   (dixit-list--value row (car column))
                                   "")))
                     (propertize (if (stringp cell) cell (number-to-string cell))
                                 'mouse-face 'highlight
                                 'help-echo "mouse-1: go there")))
                 dixit-list--columns))))

(defun dixit-list--inherit (old new)
  "Let each of NEW rows take over the marks of that of the OLD in its place.
That is what the user marked it with, and its marker in the text."
  (let ((exact (make-hash-table :test #'equal))
        (near (make-hash-table :test #'eql)))
    (cl-flet ((name (row) (or (dixit-list--value row 'words)
                              (dixit-list--value row 'name))))
      (dolist (row old)
        (let ((position (dixit-list--position row)))
          (puthash (if position (cons position (name row))
                     ;; Its buffer was killed.
                     (list (dixit-list--value row 'line) (name row)))
                   row exact)
          (push row (gethash position near))))
      (dolist (row new)
        (let* ((position (dixit-list--position row))
               (there (gethash position near))
               (old (or (gethash (cons position (name row)) exact)
                        (gethash (list (dixit-list--value row 'line) (name row))
                                 exact)
                        (and (not (cdr there)) (car there)))))
          (when (and old (not (dixit-list-row-heir old)))
            (setf (dixit-list-row-heir old) row
                  (dixit-list-row-mark row) (dixit-list-row-mark old))
            (when (eql position (dixit-list--position old))
              (setf (dixit-list-row-place row) (dixit-list-row-place old)))))))))

(defun dixit-list--release (rows)
  "Forget the markers of those of ROWS that have no heir.
Markers that nobody uses slow editing down until Emacs collects them.  To
forget one takes the longer the more there are: many are left for that."
  (let ((rows (cl-remove-if #'dixit-list-row-heir rows)))
    (unless (nthcdr 100 rows)
      (dolist (row rows)
        (when (markerp (dixit-list-row-place row))
          (set-marker (dixit-list-row-place row) nil))))))

(defun dixit-list--analyze-file (file function)
  "Return what FUNCTION makes of the analysis of FILE, with its text current."
  (with-temp-buffer
    ;; The rules of its directory hold for it.
    (setq default-directory (file-name-directory (expand-file-name file)))
    (insert-file-contents file)
    (funcall function (funcall dixit-analyze-function))))

(defun dixit-list--collect (source)
  "Read SOURCE as it is now.  Return the rows that it had before."
  (let ((buffer (dixit-list-source-buffer source))
        (file (dixit-list-source-file source))
        (old (dixit-list-source-rows source))
        (function dixit-list--rows-function)
        new)
    (unless (buffer-live-p buffer)
      (setq buffer (and file (get-file-buffer file)))
      (setf (dixit-list-source-buffer source) buffer))
    (cond
     (buffer
      (with-current-buffer buffer
        (save-restriction
          (widen)
          (setq new (funcall function (dixit-current-document))))
        (setf (dixit-list-source-tick source) (buffer-chars-modified-tick)
              (dixit-list-source-document source) dixit--document)))
     (file (setq new (dixit-list--analyze-file file function)))
     (t (user-error "The text that is listed here is gone")))
    (dolist (row new)
      (setf (dixit-list-row-source row) (dixit-list-source-number source))
      (setf (dixit-list-row-values row)
            (plist-put (dixit-list-row-values row) 'text
                       (dixit-list--source-name source)))
      (dixit-list--make-cells row))
    (dixit-list--inherit old new)
    (when buffer
      (with-current-buffer buffer
        (dolist (row new)
          (unless (markerp (dixit-list-row-place row))
            (setf (dixit-list-row-place row)
                  (copy-marker (dixit-list-row-place row))))))
      (dixit-list--follow buffer))
    (setf (dixit-list-source-rows source) new)
    old))

(provide 'dixit-rows)

;;; dixit-rows.el ends here
