;;; dixit-export.el --- Rows of a list for other programs  -*- lexical-binding: t -*-

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

;; What is chosen in a list as CSV, JSON, Org, Markdown or plain text, to the
;; kill ring, a buffer or a file.
;;
;; A record is an alist from symbols to values.  Those of quotations have the
;; names that the JSON of the batch command gives them.

;;; Code:

(require 'cl-lib)
(require 'dixit-format)
(require 'dixit-list)

(defconst dixit-export--formats
  '((csv "csv" dixit-export--csv "Comma-separated values, for spreadsheets")
    (tsv "tsv" dixit-export--tsv "Values with tabs between")
    (json "json" dixit-export--json "JSON, an array of objects")
    (org "org" dixit-export--org "An Org list with links, or a table")
    (markdown "md" dixit-export--markdown "A Markdown list, or a table")
    (text "txt" dixit-export--text "Plain text"))
  "Formats: name, extension, function from records to a string, and words.")

;;;; Records

(defun dixit-export--record (row)
  "Return the record of ROW."
  (let ((item (dixit-list-row-item row))
        (source (dixit-list--source row)))
    `((file . ,(or (dixit-list-source-file source)
                   (dixit-list--source-name source)))
      (line . ,(dixit-list--value row 'line))
      ,@(if (dixit-quote-p item)
            `((speaker . ,(dixit-quote-speaker item))
              (source . ,(unless (dixit-quote-speaker item)
                           (and (dixit-quote-source item)
                                (dixit-list--value row 'speaker))))
              (kind . ,(dixit-list--value row 'kind))
              (confidence . ,(let ((sure (dixit-quote-confidence item)))
                               (and sure (/ (round (* 1000 sure)) 1000.0))))
              (text . ,(dixit-list--value row 'words)))
          `((name . ,(dixit-entity-name item))
            (type . ,(symbol-name (dixit-entity-type item)))
            (gender . ,(and (dixit-entity-gender item)
                            (symbol-name (dixit-entity-gender item))))
            (role . ,(dixit-entity-role item))
            (quotes . ,(dixit-entity-quotes item))
            (mentions . ,(dixit-entity-mentions item)))))))

;;;; Formats

(defun dixit-export--csv (records)
  "Return RECORDS as CSV after RFC 4180, but for plain newlines.
The coding system of the file or buffer makes them what they should be."
  (string-replace "\r\n" "\n" (dixit-format-table 'csv records)))

(defun dixit-export--tsv (records)
  "Return RECORDS with tabs between the values."
  (dixit-format-table 'tsv records))

(defun dixit-export--json (records)
  "Return RECORDS as a JSON array."
  (dixit-format-json-array records))

(defun dixit-export--org (records)
  "Return RECORDS in Org: quotations as a list, others as a table."
  (if (assq 'text (car records))
      (mapconcat (lambda (record) (dixit-format-item 'org record)) records "")
    (dixit-format-table 'org records)))

(defun dixit-export--markdown (records)
  "Return RECORDS in Markdown: quotations as a list, others as a table."
  (if (assq 'text (car records))
      (mapconcat (lambda (record) (dixit-format-item 'markdown record)) records "\n")
    (dixit-format-table 'markdown records)))

(defun dixit-export--text (records)
  "Return RECORDS as plain text, one paragraph or line each."
  (if (assq 'text (car records))
      (mapconcat (lambda (record) (dixit-format-item 'text record)) records "\n")
    (mapconcat (lambda (record)
                 (let ((role (alist-get 'role record)))
                   (concat (alist-get 'name record) (and role (concat ", " role))
                           "\n")))
               records "")))

(defun dixit-export-string (rows format)
  "Return ROWS of a list in FORMAT, a symbol, as a string."
  (funcall (nth 2 (or (assq format dixit-export--formats)
                      (user-error "No such format: %s" format)))
           (mapcar #'dixit-export--record rows)))

;;;; Commands

(defun dixit-export--read-format ()
  "Ask for a format."
  (let ((completion-extra-properties
         '(:annotation-function
           (lambda (name)
             (concat "  " (nth 3 (assq (intern name) dixit-export--formats)))))))
    (intern (completing-read (format-prompt "Format" "csv")
                             (mapcar (lambda (format) (symbol-name (car format)))
                                     dixit-export--formats)
                             nil t nil nil "csv"))))

(defun dixit-export--mode (format)
  "Turn on the mode for FORMAT in the current buffer."
  (pcase format
    ('org (delay-mode-hooks (org-mode)))
    ((and 'markdown (guard (fboundp 'markdown-mode)))
     (delay-mode-hooks (markdown-mode)))
    ('json (if (fboundp 'js-json-mode) (js-json-mode) (js-mode)))
    (_ (text-mode))))

(defun dixit-export--coding (format)
  "Return the coding system for files in FORMAT."
  ;; RFC 4180 wants CRLF.
  (if (eq format 'csv) 'utf-8-dos 'utf-8-unix))

(defun dixit-list-export (format &optional file)
  "Write the marked rows, or else all that are listed, in FORMAT.
They go to a buffer; with a prefix argument, to FILE, whose extension is
the format.  The order is that of the list."
  (interactive
   (if current-prefix-arg
       (let* ((file (read-file-name "Export to file: "))
              (format (cl-find (file-name-extension file) dixit-export--formats
                               :key #'cadr :test #'equal)))
         (list (if format (car format) (dixit-export--read-format)) file))
     (list (dixit-export--read-format)))
   dixit-list-mode)
  (let* ((rows (dixit-list--chosen))
         (count (length rows))
         (string (dixit-export-string rows format)))
    (if file
        (let ((coding-system-for-write (dixit-export--coding format)))
          (when (or (not (file-exists-p file))
                    (yes-or-no-p (format "Overwrite %s? " file))
                    (user-error "Canceled"))
            (write-region string nil file nil 'quiet)
            (message "%s written to %s" (dixit-describe--count count "row") file)))
      (with-current-buffer (get-buffer-create "*Dixit export*")
        (let ((inhibit-read-only t))
          (erase-buffer)
          (insert string)
          (goto-char (point-min)))
        (dixit-export--mode format)
        (setq buffer-file-coding-system (dixit-export--coding format))
        (pop-to-buffer (current-buffer)))
      (message "%s exported" (dixit-describe--count count "row")))))

(defun dixit-list-copy (&optional format)
  "Copy the marked rows, or else the one at point, to the kill ring.
With a prefix argument, ask for the FORMAT; by default it is plain text."
  (interactive (list (and current-prefix-arg (dixit-export--read-format))) dixit-list-mode)
  (let ((rows (if (cl-some #'dixit-list-row-mark (dixit-list--shown))
                  (dixit-list--chosen)
                (list (dixit-list--row)))))
    (kill-new (dixit-export-string rows (or format 'text)))
    (message "%s copied" (dixit-describe--count (length rows) "row"))))

(provide 'dixit-export)

;;; dixit-export.el ends here
