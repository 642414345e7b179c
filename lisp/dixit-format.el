;;; dixit-format.el --- Records as CSV, TSV, JSON, Org, Markdown and text  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors

;; SPDX-License-Identifier: GPL-3.0-or-later

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the Free
;; Software Foundation, either version 3 of the License, or (at your option)
;; any later version.

;;; Commentary:

;; One writer for each format, for the lists in Emacs and the command line.
;;
;; A record is an alist from symbols to values: a string, a number, or nil for
;; what is not known.  A table has a line of names and one for each record.  An
;; item is a quotation for people to read; its record has `file', `line',
;; `kind', `speaker', `source' and `text'.

;;; Code:

(require 'cl-lib)
(require 'subr-x)

(defun dixit-format--value (value)
  "Return VALUE as text."
  (cond ((null value) "")
        ((stringp value) value)
        ((numberp value) (number-to-string value))
        (t (format "%s" value))))

(defun dixit-format--line (string)
  "Return STRING with what would break a line made a blank."
  (replace-regexp-in-string "[\t\n\r\f\v\u0085\u2028\u2029]+" " " string t t))

;;;; CSV and TSV

(defun dixit-format--quoted (string)
  "Return STRING between double quotes, those in it doubled."
  (concat "\"" (string-replace "\"" "\"\"" string) "\""))

(defun dixit-format--csv (values)
  "Return VALUES as a line of CSV after RFC 4180."
  (concat
   (mapconcat (lambda (value)
                (let ((field (dixit-format--value value)))
                  (if (string-match-p "[\",\n\r]" field)
                      (dixit-format--quoted field)
                    field)))
              values ",")
   "\r\n"))

(defun dixit-format--tsv-field (value)
  "Return VALUE as a field that no spreadsheet takes for anything else.
Tabs, line ends and backslashes are escaped as \\t, \\n, \\r and \\\\, so that a
record is one line.  Text that would be computed as a formula gets an
apostrophe before it.  A field with double quotes is quoted as in CSV, for
else the quotation marks of a quotation would be taken for the field's."
  (let ((field (dixit-format--value value)))
    (when (string-match-p "[\t\n\r\\]" field)
      (setq field (replace-regexp-in-string
                   "[\t\n\r\\]"
                   (lambda (c) (pcase c ("\t" "\\t") ("\n" "\\n") ("\r" "\\r") (_ "\\\\")))
                   field t t)))
    (when (and (stringp value) (string-match-p "\\`[-=+@]" field))
      (setq field (concat "'" field)))
    (if (string-search "\"" field) (dixit-format--quoted field) field)))

(defun dixit-format--tsv (values)
  "Return VALUES as a line with tabs between."
  (concat (mapconcat #'dixit-format--tsv-field values "\t") "\n"))

;;;; JSON

(defun dixit-format--json-string (string)
  "Return STRING as JSON."
  (concat
   "\""
   (if (string-match-p "[\"\\[:cntrl:]\u2028\u2029]" string)
       (replace-regexp-in-string
        "[\"\\[:cntrl:]\u2028\u2029]"
        (lambda (c)
          (pcase c
            ("\"" "\\\"") ("\\" "\\\\") ("\n" "\\n") ("\t" "\\t") ("\r" "\\r")
            (_ (format "\\u%04x" (aref c 0)))))
        string t t)
     string)
   "\""))

(defun dixit-format-json (record)
  "Return RECORD as a JSON object on one line, without a line end."
  (concat
   "{"
   (mapconcat (lambda (pair)
                (concat (dixit-format--json-string (symbol-name (car pair))) ":"
                        (let ((value (cdr pair)))
                          (cond ((null value) "null")
                                ((stringp value) (dixit-format--json-string value))
                                (t (dixit-format--value value))))))
              record ",")
   "}"))

(defun dixit-format-json-array (records)
  "Return RECORDS as a JSON array, each on a line."
  (if records
      (concat "[\n" (mapconcat #'dixit-format-json records ",\n") "\n]\n")
    "[]\n"))

;;;; Org and Markdown

(defun dixit-format--org (string)
  "Return STRING so that Org shows it as it is on a line of its own."
  (let ((line (dixit-format--line string)))
    ;; Nothing that starts a line of a meaning: a blank of no width keeps it.
    (if (string-match-p "\\` *\\(?:[-+*|:#]\\|[0-9]+[.)]\\)" line)
        (concat "\u200b" line)
      line)))

(defun dixit-format--org-link (file line words)
  "Return an Org link to LINE of FILE that reads WORDS."
  (let ((words (replace-regexp-in-string "[][]" (lambda (c) (if (equal c "[") "{" "}"))
                                         (dixit-format--line words) t t)))
    (if file
        (format "[[file:%s::%s][%s]]"
                (replace-regexp-in-string "[][\\]" "\\\\\\&" (dixit-format--line file) t)
                line words)
      words)))

(defun dixit-format--markdown (string)
  "Return STRING so that Markdown shows it as it is on a line of its own."
  (let ((line (replace-regexp-in-string
               "[]\\`*_<>|[]" "\\\\\\&"
               (string-replace "&" "&amp;" (dixit-format--line string)) t)))
    (cond ((string-match-p "\\` *[-+#~=]" line)
           (replace-regexp-in-string "\\` *" "\\\\" line t))
          ((string-match "\\` *[0-9]+\\([.)]\\)" line)
           (concat (substring line 0 (match-beginning 1)) "\\"
                   (substring line (match-beginning 1))))
          (t line))))

(defun dixit-format--org-row (values)
  "Return VALUES as a row of an Org table."
  (concat "| " (mapconcat (lambda (value)
                            (string-replace "|" "\\vert{}"
                                            (dixit-format--line (dixit-format--value value))))
                          values " | ")
          " |\n"))

(defun dixit-format--markdown-row (values)
  "Return VALUES as a row of a Markdown table."
  (concat "| " (mapconcat (lambda (value)
                            (if (stringp value) (dixit-format--markdown value)
                              (dixit-format--value value)))
                          values " | ")
          " |\n"))

(defun dixit-format--rule (names cross)
  "Return what is below the line of NAMES in a table, with CROSS between columns."
  (concat "|" (mapconcat (lambda (_) "---") names cross) "|\n"))

;;;; Tables

(defun dixit-format-row (format values)
  "Return VALUES as a line of a table in FORMAT.
FORMAT is `csv', `tsv', `org' or `markdown'."
  (pcase format
    ('csv (dixit-format--csv values))
    ('tsv (dixit-format--tsv values))
    ('org (dixit-format--org-row values))
    ('markdown (dixit-format--markdown-row values))
    (_ (error "No table in the format %s" format))))

(defun dixit-format-head (format names)
  "Return the head of a table in FORMAT with columns of NAMES, strings."
  (concat (dixit-format-row format names)
          (pcase format
            ('org (dixit-format--rule names "+"))
            ('markdown (dixit-format--rule names "|")))))

(defun dixit-format-table (format records)
  "Return RECORDS as a table in FORMAT; all have the fields of the first."
  (concat (dixit-format-head format (mapcar (lambda (pair) (symbol-name (car pair)))
                                            (car records)))
          (mapconcat (lambda (record) (dixit-format-row format (mapcar #'cdr record)))
                     records "")))

;;;; Items

(defun dixit-format--who (record)
  "Return who says RECORD, for people."
  (or (alist-get 'speaker record) (alist-get 'source record) "Nobody named"))

(defun dixit-format--aside (record)
  "Return the place and kind of RECORD, a quotation, for people."
  (let ((file (alist-get 'file record)))
    (format "%sline %s, %s" (if file (concat (file-name-nondirectory file) ", ") "")
            (alist-get 'line record) (alist-get 'kind record))))

(defun dixit-format-item (format record)
  "Return RECORD, a quotation, in FORMAT: `org', `markdown' or `text'."
  (let ((who (dixit-format--who record))
        (aside (dixit-format--aside record))
        (text (alist-get 'text record)))
    (pcase format
      ('org (format "- *%s* (%s)\n  %s\n" (dixit-format--line who)
                    (dixit-format--org-link (alist-get 'file record)
                                            (alist-get 'line record) aside)
                    (dixit-format--org text)))
      ('markdown (format "- **%s** (%s)\n\n  > %s\n" (dixit-format--markdown who)
                         (dixit-format--markdown aside) (dixit-format--markdown text)))
      ('text (format "%s (%s):\n%s\n" who aside text))
      (_ (error "No items in the format %s" format)))))

(provide 'dixit-format)

;;; dixit-format.el ends here
