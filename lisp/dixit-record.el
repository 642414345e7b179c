;;; dixit-record.el --- What was found in a text, as records  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors

;; SPDX-License-Identifier: GPL-3.0-or-later

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the Free
;; Software Foundation, either version 3 of the License, or (at your option)
;; any later version.

;;; Commentary:

;; A record is an alist from the names of fields to strings, numbers or nil:
;; one for each quotation, person, name or check of a text, with the fields
;; that are asked for.  Positions count characters from 0, as in JSON; lines
;; and columns count from 1.
;;
;; The text is the current buffer's, all of it, for finding a character in a
;; long string takes Emacs time that grows with the string.

;;; Code:

(require 'cl-lib)
(require 'dixit-document)

(cl-defstruct (dixit-record-text (:copier nil))
  "A text whose records are wanted.  Its words are those of the current buffer."
  (document nil :documentation "The `dixit-document', with positions from 0.")
  (file nil :documentation "The name of its file, or nil.")
  (id nil :documentation "Its id, a string or a number, or nil.")
  (starts nil :documentation "Vector of the positions where lines start, once known.")
  (seen nil :documentation "The last position whose column was wanted, and that column.")
  (firsts nil :documentation "Vector of the first mention of each entity, once known."))

;;;; Places

(defun dixit-record-words (spans)
  "Return the words of the text at SPANS, joined; nil for no spans."
  (and spans
       (mapconcat (lambda (span)
                    (string-trim
                     (replace-regexp-in-string
                      "[ \t\n\r\f\v\u2028\u2029]+" " "
                      (buffer-substring-no-properties (1+ (car span)) (1+ (cdr span)))
                      t t)))
                  spans " … ")))

(defun dixit-record--starts (text)
  "Return the positions from 0 where the lines of TEXT start, as a vector."
  (or (dixit-record-text-starts text)
      (let ((starts (list 0)))
        (goto-char (point-min))
        (while (search-forward "\n" nil t)
          (push (1- (point)) starts))
        (setf (dixit-record-text-starts text) (vconcat (nreverse starts))))))

(defun dixit-record-line (text position)
  "Return the line of POSITION in TEXT, from 1."
  (let* ((starts (dixit-record--starts text))
         (low 0)
         (high (length starts)))
    (while (< (1+ low) high)
      (let ((middle (/ (+ low high) 2)))
        (if (<= (aref starts middle) position)
            (setq low middle)
          (setq high middle))))
    (1+ low)))

(defun dixit-record--width (from to column)
  "Return the column at TO, from 0, given COLUMN at FROM, on the same line."
  (goto-char (1+ from))
  (while (< (point) (1+ to))
    (let ((start (point)))
      (skip-chars-forward "^\t" (1+ to))
      (setq column (+ column (string-width (buffer-substring-no-properties start (point)))))
      (when (and (< (point) (1+ to)) (eq (char-after) ?\t))
        (setq column (* 8 (1+ (/ column 8))))
        (forward-char))))
  column)

(defun dixit-record-column (text position)
  "Return the column of POSITION in TEXT, from 1.
Columns are those of a screen, with tab stops every 8, as the GNU coding
standards have them and `compilation-mode' reads them."
  (let* ((line (aref (dixit-record--starts text)
                     (1- (dixit-record-line text position))))
         ;; In a long line it is on from the last one, or it would be quadratic.
         (seen (dixit-record-text-seen text))
         (near (and seen (<= line (car seen) position)))
         (column (dixit-record--width (if near (car seen) line) position
                                      (if near (cdr seen) 0))))
    (setf (dixit-record-text-seen text) (cons position column))
    (1+ column)))

(defun dixit-record--first (text entity)
  "Return where in TEXT the ENTITY is mentioned first, as a pair, or nil."
  (let ((document (dixit-record-text-document text)))
    (unless (dixit-record-text-firsts text)
      (let ((firsts (make-vector (length (dixit-document-entities document)) nil)))
        (mapc (lambda (mention)
                (let ((index (dixit-mention-entity mention)))
                  (when (and index (not (aref firsts index)))
                    (aset firsts index (cons (dixit-mention-start mention)
                                             (dixit-mention-end mention))))))
              (dixit-document-mentions document))
        (setf (dixit-record-text-firsts text) firsts)))
    (aref (dixit-record-text-firsts text) (dixit-entity-id entity))))

(defun dixit-record-place (text item)
  "Return where ITEM, a quotation, entity or check, is in TEXT, as a pair or nil."
  (cond ((dixit-quote-p item) (dixit-spans-extent (dixit-quote-content item)))
        ((dixit-entity-p item) (dixit-record--first text item))
        (t (cons (dixit-check-start item) (dixit-check-end item)))))

;;;; Fields

(defun dixit-record--symbol (symbol)
  "Return the name of SYMBOL, or nil for nil."
  (and symbol (symbol-name symbol)))

(defun dixit-record--confidence (quote)
  "Return the confidence of QUOTE to three decimals."
  (/ (round (* 1000 (or (dixit-quote-confidence quote) 0))) 1000.0))

(defun dixit-record--who (text quote part)
  "Return of the speaker of QUOTE in TEXT what PART, an accessor, returns."
  (let ((entity (dixit-document-entity (dixit-record-text-document text)
                                       (dixit-quote-entity quote))))
    (and entity (funcall part entity))))

(defun dixit-record--chain (quote)
  "Return the mentions that led to the speaker of QUOTE, with arrows between."
  (and (dixit-quote-chain quote)
       (mapconcat (lambda (span) (dixit-record-words (list span)))
                  (dixit-quote-chain quote) " → ")))

(defconst dixit-record--common
  `((file "the text's file; nothing for standard input"
          ,(lambda (text _) (dixit-record-text-file text)))
    (id "the text's id, in JSON Lines input"
        ,(lambda (text _) (dixit-record-text-id text)))
    (line "the line where it starts, from 1"
          ,(lambda (text item)
             (let ((place (dixit-record-place text item)))
               (and place (dixit-record-line text (car place))))))
    (column "the column of the screen where it starts, from 1"
            ,(lambda (text item)
               (let ((place (dixit-record-place text item)))
                 (and place (dixit-record-column text (car place))))))
    (start "where it starts, in characters from 0"
           ,(lambda (text item) (car (dixit-record-place text item))))
    (end "where it ends, exclusive"
         ,(lambda (text item) (cdr (dixit-record-place text item)))))
  "The fields that every section has; see `dixit-record-fields'.")

(defconst dixit-record--entity
  `((entity "its number among the entities of the text, from 0"
            ,(lambda (_ e) (dixit-entity-id e)))
    (name "its fullest name" ,(lambda (_ e) (dixit-entity-name e)))
    (type "PER, ORG, LOC, FAC, NORP, MISC, DATE, MONEY or PRODUCT"
          ,(lambda (_ e) (dixit-record--symbol (dixit-entity-type e))))
    (role "what the text says that it is" ,(lambda (_ e) (dixit-entity-role e)))
    (gender "m or f, where the text shows it"
            ,(lambda (_ e) (dixit-record--symbol (dixit-entity-gender e))))
    (quotes "how many quotations are its words" ,(lambda (_ e) (dixit-entity-quotes e)))
    (mentions "how often it is mentioned" ,(lambda (_ e) (dixit-entity-mentions e))))
  "The fields of people and other entities; see `dixit-record-fields'.")

(defconst dixit-record-fields
  `((quotes
     ,@dixit-record--common
     (quote "its number among the quotations of the text, from 0"
            ,(lambda (_ q) (dixit-quote-id q)))
     (kind "direct, mixed, indirect or term"
           ,(lambda (_ q) (dixit-record--symbol (dixit-quote-kind q))))
     (speaker "the speaker's name" ,(lambda (_ q) (dixit-quote-speaker q)))
     (entity "the speaker's number among the entities of the text, from 0"
             ,(lambda (_ q) (dixit-quote-entity q)))
     (type "the speaker's type: PER, ORG, LOC …"
           ,(lambda (text q)
              (dixit-record--symbol (dixit-record--who text q #'dixit-entity-type))))
     (role "what the text says that the speaker is"
           ,(lambda (text q) (dixit-record--who text q #'dixit-entity-role)))
     (gender "the speaker's, m or f, where the text shows it"
             ,(lambda (text q)
                (dixit-record--symbol (dixit-record--who text q #'dixit-entity-gender))))
     (source "the words that name the speaker"
             ,(lambda (_ q) (dixit-record-words (dixit-quote-source q))))
     (source_kind "name, nominal, pronoun or none"
                  ,(lambda (_ q) (dixit-record--symbol (dixit-quote-source-kind q))))
     (cue "the words that say that it is said"
          ,(lambda (_ q) (dixit-record-words (dixit-quote-cue q))))
     (chain "how the speaker was found, with arrows between"
            ,(lambda (_ q) (dixit-record--chain q)))
     (confidence "how sure it is, from 0 to 1"
                 ,(lambda (_ q) (dixit-record--confidence q)))
     (text "what is said, joined and unwrapped" ,(lambda (_ q) (dixit-quote-text q))))
    (people ,@dixit-record--common ,@dixit-record--entity)
    (entities ,@dixit-record--common ,@dixit-record--entity)
    (checks
     ,@dixit-record--common
     (code "which check" ,(lambda (_ c) (dixit-record--symbol (dixit-check-code c))))
     (words "the words that it is about"
            ,(lambda (_ c)
               (dixit-record-words (list (cons (dixit-check-start c) (dixit-check-end c))))))
     (message "what is wrong" ,(lambda (_ c) (dixit-check-message c)))
     (fix "what to put there instead, if that is known"
          ,(lambda (_ c) (dixit-check-fix c)))))
  "Alist of what can be listed, and for each its fields (NAME HELP FUNCTION).
FUNCTION returns the value, given the `dixit-record-text' and the item.")

(defun dixit-record-names (section)
  "Return the names of the fields of SECTION, symbols."
  (mapcar #'car (cdr (assq section dixit-record-fields))))

;;;; Records

(defun dixit-record-items (text section)
  "Return what TEXT has for SECTION, a list in the order of the text.
SECTION is `quotes', `people', which are the people and who else speaks,
`entities' or `checks'."
  (let ((document (dixit-record-text-document text)))
    (pcase section
      ('quotes (append (dixit-document-quotes document) nil))
      ('entities (append (dixit-document-entities document) nil))
      ('people (cl-remove-if-not (lambda (e) (or (eq (dixit-entity-type e) 'PER)
                                                 (> (dixit-entity-quotes e) 0)))
                                 (append (dixit-document-entities document) nil)))
      ('checks (append (dixit-document-checks document) nil))
      (_ (error "Nothing called %s can be listed" section)))))

(defun dixit-record (text section item &optional fields)
  "Return the record of ITEM, of SECTION of TEXT, with FIELDS or else with all."
  (let ((all (cdr (assq section dixit-record-fields))))
    (mapcar (lambda (field)
              (cons (car field) (funcall (nth 2 field) text item)))
            (if fields
                (mapcar (lambda (name) (assq name all)) fields)
              all))))

(provide 'dixit-record)

;;; dixit-record.el ends here
