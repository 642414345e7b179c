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
(require 'json)
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

(defun dixit-export--field (value)
  "Return VALUE as text."
  (cond ((null value) "")
        ((floatp value) (format "%.3g" value))
        (t (format "%s" value))))

;;;; Formats

(defun dixit-export--lines (records join field)
  "Return a line of names and one for each of RECORDS, fields put together.
JOIN makes a line of a list of strings, FIELD a string of a value's text."
  (mapconcat (lambda (fields)
               (concat (funcall join (mapcar field fields)) "\n"))
             (cons (mapcar (lambda (pair) (symbol-name (car pair))) (car records))
                   (mapcar (lambda (record)
                             (mapcar (lambda (pair)
                                       (dixit-export--field (cdr pair)))
                                     record))
                           records))
             ""))

(defun dixit-export--csv (records)
  "Return RECORDS as CSV after RFC 4180, but for plain newlines."
  (dixit-export--lines
   records
   (lambda (fields) (mapconcat #'identity fields ","))
   (lambda (field)
     (if (string-match-p "[\",\n\r]" field)
         (concat "\"" (string-replace "\"" "\"\"" field) "\"")
       field))))

(defun dixit-export--tsv (records)
  "Return RECORDS with tabs between the values."
  (dixit-export--lines
   records
   (lambda (fields) (mapconcat #'identity fields "\t"))
   (lambda (field) (replace-regexp-in-string "[\t\n\r]+" " " field))))

(defun dixit-export--json (records)
  "Return RECORDS as a JSON array."
  (let ((json-encoding-pretty-print t)
        (json-null nil))
    (concat (json-encode (vconcat records)) "\n")))

(defun dixit-export--aside (record)
  "Return the place and kind of RECORD, a quotation, for people."
  (format "%s, line %d, %s" (file-name-nondirectory (alist-get 'file record))
          (alist-get 'line record) (alist-get 'kind record)))

(defun dixit-export--who (record)
  "Return who says RECORD, for people."
  (or (alist-get 'speaker record) (alist-get 'source record) "Nobody named"))

(defun dixit-export--table (records)
  "Return RECORDS as a table of Org or Markdown, but for its second line."
  (dixit-export--lines
   records
   (lambda (fields) (concat "| " (mapconcat #'identity fields " | ") " |"))
   (lambda (field) (string-replace "|" "\\vert{}" field))))

(defun dixit-export--rule (records cross)
  "Return the second line of a table of RECORDS, with CROSS between columns."
  (concat "|" (mapconcat (lambda (_) "---") (car records) cross) "|\n"))

(defun dixit-export--with-rule (table rule)
  "Return TABLE with RULE after its first line."
  (let ((end (1+ (string-search "\n" table))))
    (concat (substring table 0 end) rule (substring table end))))

(defun dixit-export--org (records)
  "Return RECORDS in Org: quotations as a list, others as a table."
  (if (assq 'text (car records))
      (mapconcat
       (lambda (record)
         (format "- *%s* ([[file:%s::%d][%s]])\n  %s\n"
                 (dixit-export--who record) (alist-get 'file record)
                 (alist-get 'line record) (dixit-export--aside record)
                 (alist-get 'text record)))
       records "")
    (dixit-export--with-rule (dixit-export--table records)
                             (dixit-export--rule records "+"))))

(defun dixit-export--markdown (records)
  "Return RECORDS in Markdown: quotations as a list, others as a table."
  (if (assq 'text (car records))
      (mapconcat
       (lambda (record)
         (format "- **%s** (%s)\n\n  > %s\n"
                 (dixit-export--who record) (dixit-export--aside record)
                 (alist-get 'text record)))
       records "\n")
    (dixit-export--with-rule
     (string-replace "\\vert{}" "\\|" (dixit-export--table records))
     (dixit-export--rule records "|"))))

(defun dixit-export--text (records)
  "Return RECORDS as plain text, one paragraph or line each."
  (if (assq 'text (car records))
      (mapconcat (lambda (record)
                   (format "%s (%s):\n%s\n" (dixit-export--who record)
                           (dixit-export--aside record) (alist-get 'text record)))
                 records "\n")
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
     (list (dixit-export--read-format))))
  (let* ((rows (dixit-list--chosen))
         (count (length rows))
         (string (dixit-export-string rows format)))
    (if file
        (let ((coding-system-for-write 'utf-8-unix))
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
        (setq buffer-file-coding-system 'utf-8-unix)
        (pop-to-buffer (current-buffer)))
      (message "%s exported" (dixit-describe--count count "row")))))

(defun dixit-list-copy (&optional format)
  "Copy the marked rows, or else the one at point, to the kill ring.
With a prefix argument, ask for the FORMAT; by default it is plain text."
  (interactive (list (and current-prefix-arg (dixit-export--read-format))))
  (let ((rows (if (cl-some #'dixit-list-row-mark (dixit-list--shown))
                  (dixit-list--chosen)
                (list (dixit-list--row)))))
    (kill-new (dixit-export-string rows (or format 'text)))
    (message "%s copied" (dixit-describe--count (length rows) "row"))))

(provide 'dixit-export)

;;; dixit-export.el ends here
