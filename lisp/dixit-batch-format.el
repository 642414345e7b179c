;;; dixit-batch-format.el --- What the command line can write  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors

;; SPDX-License-Identifier: GPL-3.0-or-later

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the Free
;; Software Foundation, either version 3 of the License, or (at your option)
;; any later version.

;;; Commentary:

;; From a text that was analyzed to the bytes that are written for it.  Each
;; text is written by itself, so that nothing has to wait for the last of
;; them; a format may have a head and a tail around them all.

;;; Code:

(require 'cl-lib)
(require 'json)
(require 'dixit-document)
(require 'dixit-format)
(require 'dixit-record)
(require 'dixit-report)

(declare-function dixit--mod-json "dixit-module.so")
(declare-function dixit-html-head "dixit-html")
(declare-function dixit-html-article "dixit-html")
(declare-function dixit-html-tail "dixit-html")

(cl-defstruct (dixit-batch-options (:copier nil))
  "What the command line asks for."
  (format "text") (input "text") (color "auto") (jobs 1)
  output select fields progress quiet help version width files rules no-rules)

(cl-defstruct (dixit-batch-item (:copier nil))
  "One text that was analyzed."
  (native nil :documentation "The module's document.")
  (bytes nil :documentation "The text, UTF-8 in a unibyte string.")
  (number nil :documentation "A number that no other text has.")
  (file nil :documentation "Its file for people and JSON, or nil for standard input.")
  (line nil :documentation "Its line in that file, if that is JSON Lines, or nil.")
  (id nil :documentation "Its id as JSON text, or nil.")
  (title nil :documentation "What to call it."))

(defvar dixit-batch-formats
  '(("text" "a report for reading (this one, if none is named)"
     :item dixit-batch--text :select many)
    ("json" "one JSON document a text, each record on a line"
     :item dixit-batch--json :select one)
    ("jsonl" "one JSON document a text, all of it on one line"
     :item dixit-batch--jsonl :select one)
    ("csv" "a table after RFC 4180, a quotation a line"
     :item dixit-batch--rows :head dixit-batch--names :select one :table csv)
    ("tsv" "a table with tabs, for spreadsheets"
     :item dixit-batch--rows :head dixit-batch--names :select one :table tsv)
    ("org" "Org: headings, lists with links; with --fields a table"
     :item dixit-batch--outline :head dixit-batch--names :select many :table org)
    ("markdown" "Markdown: headings and lists; with --fields a table"
     :item dixit-batch--outline :head dixit-batch--names :select many :table markdown)
    ("html" "a page with the texts, speakers in colour, and lists"
     :item dixit-batch--html :head dixit-batch--html-head :tail dixit-batch--html-tail
     :select many)
    ("compile" "FILE:LINE:COLUMN: messages, for M-x compile in Emacs"
     :item dixit-batch--messages :select many))
  "Alist of output formats as (NAME HELP . PROPERTIES).
PROPERTIES are `:item', a function that is called with a `dixit-batch-item' and
a `dixit-batch-options' and returns a unibyte string of UTF-8, written as it
is, or a function that hands the one that it is called with such strings, one
after another; `:head' and `:tail', functions of the options that return a
string for what comes before the first text and after the last; `:select',
whether one section can be selected or many; and `:table', for
`dixit-format-row', where there is a table.")

(defconst dixit-batch--report '(people quotes checks)
  "The sections that formats for people have where none are selected.")

(defun dixit-batch--property (options property)
  "Return the PROPERTY of the format that OPTIONS name."
  (plist-get (cddr (assoc (dixit-batch-options-format options) dixit-batch-formats))
             property))

(defun dixit-batch--utf-8 (string)
  "Return STRING as bytes of UTF-8."
  ;; The string itself would do for one of ASCII, but is not unibyte for sure.
  (encode-coding-string string 'utf-8-unix))

(defun dixit-batch-format (item options write)
  "Call WRITE with the bytes for ITEM that OPTIONS ask for, piece after piece."
  (let ((output (funcall (dixit-batch--property options :item) item options)))
    (if (functionp output)
        (funcall output write)
      (funcall write output))))

(defun dixit-batch-around (options where)
  "Return the bytes that OPTIONS want at WHERE, `:head' or `:tail', or nil."
  (let ((function (dixit-batch--property options where)))
    (and function (dixit-batch--utf-8 (or (funcall function options) "")))))

;;;; Records

(defun dixit-batch--id (id)
  "Return ID, JSON text or nil, as a string, a number or nil."
  (cond ((member id '(nil "null")) nil)
        ((string-prefix-p "\"" id)
         (json-read-from-string (decode-coding-string id 'utf-8-unix)))
        ((string-match-p "\\`-?[0-9.eE+-]+\\'" id) (string-to-number id))
        (t id)))

(defun dixit-batch--call-with-text (item function)
  "Call FUNCTION with the `dixit-record-text' of ITEM, in a buffer of its text."
  (with-temp-buffer
    (buffer-disable-undo)
    (insert (decode-coding-string (dixit-batch-item-bytes item) 'utf-8-unix t))
    (funcall function
             (make-dixit-record-text
              :document (dixit--native-document (dixit-batch-item-native item) 0)
              :file (dixit-batch-item-file item)
              :id (dixit-batch--id (dixit-batch-item-id item))))))

(defun dixit-batch--section (options)
  "Return the one section that OPTIONS select."
  (or (car (dixit-batch-options-select options)) 'quotes))

(defun dixit-batch--columns-of (options)
  "Return the fields that OPTIONS ask for, symbols."
  (or (dixit-batch-options-fields options)
      (dixit-record-names (dixit-batch--section options))))

(defun dixit-batch--records (item options)
  "Return the records of ITEM that OPTIONS ask for."
  (let ((section (dixit-batch--section options)))
    (dixit-batch--call-with-text
     item
     (lambda (text)
       (mapcar (lambda (it)
                 (dixit-record text section it (dixit-batch-options-fields options)))
               (dixit-record-items text section))))))

(defun dixit-batch--flat-p (options)
  "Return non-nil if OPTIONS ask for records, not for whole documents."
  (or (dixit-batch-options-select options) (dixit-batch-options-fields options)))

;;;; JSON

(defun dixit-batch--as-json (item page)
  "Return a function that writes ITEM as JSON; each record on a line if PAGE.
The whole of it may be many times the text."
  (let ((file (dixit-batch-item-file item)))
    (lambda (write)
      (dixit--mod-json (dixit-batch-item-native item)
                       (and file (dixit-batch--utf-8 file))
                       (dixit-batch-item-id item) write page))))

(defun dixit-batch--json (item options)
  "Return ITEM as JSON, each record on a line, as OPTIONS have it."
  (if (dixit-batch--flat-p options)
      (dixit-batch--utf-8 (dixit-format-json-array (dixit-batch--records item options)))
    (dixit-batch--as-json item t)))

(defun dixit-batch--jsonl (item options)
  "Return ITEM as JSON on one line, or its records on one each, as OPTIONS have it."
  (if (dixit-batch--flat-p options)
      (dixit-batch--utf-8
       (mapconcat (lambda (record) (concat (dixit-format-json record) "\n"))
                  (dixit-batch--records item options) ""))
    (dixit-batch--as-json item nil)))

;;;; Tables

(defun dixit-batch--names (options)
  "Return the names of the columns, where OPTIONS ask for a table, or nil."
  (when (or (member (dixit-batch-options-format options) '("csv" "tsv"))
            (dixit-batch-options-fields options))
    (dixit-format-head (dixit-batch--property options :table)
                       (mapcar #'symbol-name (dixit-batch--columns-of options)))))

(defun dixit-batch--rows (item options)
  "Return the records of ITEM as lines of a table, as OPTIONS have it."
  (let ((table (dixit-batch--property options :table)))
    (dixit-batch--utf-8
     (mapconcat (lambda (record) (dixit-format-row table (mapcar #'cdr record)))
                (dixit-batch--records item options) ""))))

;;;; Org and Markdown

(defun dixit-batch--heading (format depth words)
  "Return WORDS as a heading of DEPTH in FORMAT."
  (pcase format
    ('org (concat (make-string depth ?*) " " (dixit-format--line words) "\n"))
    (_ (concat "\n" (make-string depth ?#) " " (dixit-format--markdown words) "\n\n"))))

(defun dixit-batch--said (text)
  "Return the quotations of TEXT that are somebody's words."
  (cl-remove 'term (dixit-record-items text 'quotes) :key #'dixit-quote-kind))

(defun dixit-batch--outline-section (text section format)
  "Return SECTION of TEXT in FORMAT, with its heading; nothing if it is empty."
  (pcase section
    ('quotes
     (let ((said (dixit-batch--said text)))
       (concat
        (dixit-batch--heading format 2 "Quotations")
        (if (null said)
            "None.\n"
          (mapconcat
           (lambda (quote)
             (dixit-format-item
              format (dixit-record text 'quotes quote
                                   '(file line kind speaker source text))))
           said (if (eq format 'org) "" "\n"))))))
    ((or 'people 'entities)
     (let ((all (dixit-record-items text section)))
       (when all
         (concat
          (dixit-batch--heading format 2 (if (eq section 'people) "People" "Named"))
          (dixit-format-table
           format
           (mapcar (lambda (entity)
                     (dixit-record text section entity
                                   '(name type role quotes mentions line)))
                   (if (eq section 'people)
                       (sort all (lambda (a b)
                                   (> (dixit-entity-quotes a) (dixit-entity-quotes b))))
                     all)))))))
    ('checks
     (let ((checks (dixit-record-items text 'checks)))
       (when checks
         (concat
          (dixit-batch--heading format 2 "Worth a look")
          (mapconcat
           (lambda (check)
             (let* ((record (dixit-record text 'checks check
                                          '(file line words message fix)))
                    (line (alist-get 'line record))
                    (place (format "line %d" line))
                    (said (concat (alist-get 'words record) ": "
                                  (alist-get 'message record)
                                  (and (alist-get 'fix record)
                                       (concat " → " (alist-get 'fix record))))))
               (if (eq format 'org)
                   (format "- %s: %s\n"
                           (dixit-format--org-link (alist-get 'file record) line place)
                           (dixit-format--line said))
                 (format "- %s: %s\n" place (dixit-format--markdown said)))))
           checks "")))))))

(defun dixit-batch--outline (item options)
  "Return ITEM as an outline, or as the rows of a table, as OPTIONS have it."
  (if (dixit-batch-options-fields options)
      (dixit-batch--rows item options)
    (let ((format (dixit-batch--property options :table)))
      (dixit-batch--utf-8
       (dixit-batch--call-with-text
        item
        (lambda (text)
          (concat
           (dixit-batch--heading format 1 (dixit-batch-item-title item))
           (mapconcat (lambda (section)
                        (or (dixit-batch--outline-section text section format) ""))
                      (or (dixit-batch-options-select options) dixit-batch--report)
                      ""))))))))

;;;; HTML

(defun dixit-batch--html-head (_options)
  "Return the start of the page."
  (require 'dixit-html)
  (dixit-html-head "Who said what"))

(defun dixit-batch--html-tail (_options)
  "Return the end of the page."
  (require 'dixit-html)
  (dixit-html-tail))

(defun dixit-batch--html (item options)
  "Return ITEM as a part of the page that OPTIONS ask for."
  (require 'dixit-html)
  (dixit-batch--utf-8
   (dixit-batch--call-with-text
    item
    (lambda (text)
      (dixit-html-article text (dixit-batch-item-number item)
                          (dixit-batch-item-title item)
                          (or (dixit-batch-options-select options)
                              dixit-batch--report))))))

;;;; Messages

(defun dixit-batch--message (section it)
  "Return what to say of IT, of SECTION, in the text of the current buffer."
  (pcase section
    ('quotes
     (let ((source (dixit-record-words (dixit-quote-source it))))
       (format "%s (%s%s): %s"
               (or (dixit-quote-speaker it) source "Nobody named")
               (dixit-quote-kind it)
               (if (< (dixit-quote-confidence it) dixit-report-doubtful) ", doubtful" "")
               (dixit-quote-text it))))
    ('checks
     (format "warning: %s: %s%s"
             (dixit-record-words (list (cons (dixit-check-start it) (dixit-check-end it))))
             (dixit-check-message it)
             (if (and (dixit-check-fix it)
                      (not (string-search (dixit-check-fix it) (dixit-check-message it))))
                 (concat " → " (dixit-check-fix it))
               "")))
    (_
     (format "%s (%s%s): %s, %s" (dixit-entity-name it) (dixit-entity-type it)
             (if (dixit-entity-role it) (concat ", " (dixit-entity-role it)) "")
             (dixit-report--count (dixit-entity-quotes it) "quotation")
             (dixit-report--count (dixit-entity-mentions it) "mention")))))

(defun dixit-batch--messages (item options)
  "Return a line for each place in ITEM that OPTIONS select, in its order."
  (let ((file (dixit-report--tidy (or (dixit-batch-item-file item) "-")))
        (record (dixit-batch-item-line item))
        all)
    (dixit-batch--call-with-text
     item
     (lambda (text)
       (dolist (section (or (dixit-batch-options-select options) '(quotes checks)))
         (dolist (it (if (eq section 'quotes) (dixit-batch--said text)
                       (dixit-record-items text section)))
           (let ((place (dixit-record-place text it)))
             (when place
               (push (list (car place) section it) all)))))
       (dixit-batch--utf-8
        (mapconcat
         (lambda (entry)
           (pcase-let* ((`(,start ,section ,it) entry)
                        (line (dixit-record-line text start))
                        (column (dixit-record-column text start)))
             (concat (if record
                         ;; The place in the text is none in the file.
                         (format "%s:%d: text line %d, column %d: " file record line column)
                       (format "%s:%d:%d: " file line column))
                     (dixit-report--tidy (dixit-batch--message section it))
                     "\n")))
         (cl-stable-sort (nreverse all) #'< :key #'car)
         ""))))))

;;;; Reports

(defun dixit-batch--text (item options)
  "Return ITEM as a report, the way OPTIONS ask for."
  (let ((letters (if (equal (dixit-batch-options-color options) "always")
                     #'dixit-report-ansi
                   #'substring-no-properties)))
    (dixit-batch--utf-8
     (mapconcat letters
                (nconc
                 (dixit-report-pieces
                  (dixit--native-document (dixit-batch-item-native item) 0)
                  (decode-coding-string (dixit-batch-item-bytes item) 'utf-8-unix t)
                  :title (dixit-batch-item-title item)
                  :width (dixit-batch-options-width options)
                  :sections (dixit-batch-options-select options))
                 (list "\n"))
                ""))))

(provide 'dixit-batch-format)
;;; dixit-batch-format.el ends here
