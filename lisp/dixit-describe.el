;;; dixit-describe.el --- Say in words who said what  -*- lexical-binding: t -*-

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

;; What stands at a position of a `dixit-document', and a line of text about
;; it, for the echo area, for tooltips and for lists.

;;; Code:

(require 'cl-lib)
(require 'dixit-document)

;;;; A line of text

(defun dixit-describe--count (number noun)
  "Return NUMBER and NOUN, in the plural unless NUMBER is one."
  (format "%d %s%s" number noun (if (= number 1) "" "s")))

(defun dixit-describe--type (type)
  "Return English words for TYPE of an entity."
  (pcase type
    ('PER "person") ('ORG "organisation") ('LOC "place") ('FAC "building")
    ('NORP "nationality or group") ('DATE "date") ('MONEY "sum of money")
    ('PRODUCT "product") (_ "name")))

(defun dixit-describe-name (entity)
  "Return the name of ENTITY, or words for it."
  (or (dixit-entity-name entity) "somebody without a name"))

(defun dixit-describe-entity (entity)
  "Return a line of text about ENTITY: who, role, number of quotations."
  (let ((name (dixit-describe-name entity))
        (role (dixit-entity-role entity))
        (quotes (dixit-entity-quotes entity)))
    (concat name
            (cond ((and role (not (equal role ""))) (concat ", " role))
                  ((eq (dixit-entity-type entity) 'PER) "")
                  (t (format " (%s)"
                             (dixit-describe--type (dixit-entity-type entity)))))
            (if (> quotes 0)
                (concat " — " (dixit-describe--count quotes "quotation"))
              ""))))

(defun dixit-describe-words (pieces)
  "Return the words at PIECES of the widened buffer, on one line, without markup."
  (save-restriction
    (widen)
    (let ((mask (dixit-mask-function)))
      (mapconcat (lambda (piece)
                   (let ((words (replace-regexp-in-string
                                 "[[:space:]\n]+" " "
                                 (car (dixit-mask-text mask (car piece) (cdr piece))))))
                     (if mask (string-trim (dixit--without-markup words)) words)))
                 pieces " "))))

(defun dixit-antecedent (document mention)
  "Return the last mention by name before MENTION of whom it means, or nil.
DOCUMENT is searched from there backward for some pages, no further."
  (let ((entity (dixit-mention-entity mention))
        (end (dixit-mention-start mention))
        (reach 1000)
        found)
    (while (and entity (not found) (<= reach 32000) (> end 1))
      (let ((start (max 1 (- (dixit-mention-start mention) reach))))
        (dolist (other (dixit-document-mentions-in document start end))
          (when (and (eql entity (dixit-mention-entity other))
                     (eq 'name (dixit-mention-kind other))
                     (< (dixit-mention-start other) (dixit-mention-start mention)))
            (setq found other)))
        (setq end start
              reach (* 2 reach))))
    found))

(defun dixit-describe--resolved (document mention entity)
  "Return words on how MENTION in DOCUMENT is known to mean ENTITY, or \"\"."
  (let ((name (and (not (eq 'name (dixit-mention-kind mention)))
                   (dixit-antecedent document mention))))
    (if (not name) ""
      (let ((lines (save-restriction
                     (widen)
                     (save-excursion
                       (goto-char (dixit-mention-start name))
                       (let ((count 0))
                         (while (search-forward "\n" (dixit-mention-start mention) t)
                           (setq count (1+ count)))
                         count))))
            (words (dixit-describe-words
                    (list (cons (dixit-mention-start name)
                                (dixit-mention-end name))))))
        (format "; named %s%s"
                (if (equal words (dixit-entity-name entity)) ""
                  (format "“%s” " words))
                (pcase lines
                  (0 "on this line")
                  (1 "on the line before")
                  (_ (format "%d lines before" lines))))))))

(defun dixit-describe-mention (document mention)
  "Return a line of text about MENTION in DOCUMENT, or nil.
For a pronoun: \"he = Marco Rubio, U.S. Secretary of State — 4 quotations;
named “Rubio” 2 lines before\"."
  (let* ((index (dixit-mention-entity mention))
         (entity (dixit-document-entity document index)))
    (if (not entity)
        (format "%s (%s)"
                (dixit-describe-words
                 (list (cons (dixit-mention-start mention)
                             (dixit-mention-end mention))))
                (dixit-describe--type (dixit-mention-type mention)))
      (let ((words (dixit-describe-words
                    (list (cons (dixit-mention-start mention)
                                (dixit-mention-end mention))))))
        (if (equal words (dixit-entity-name entity))
            (dixit-describe-entity entity)
          (concat words " = " (dixit-describe-entity entity)
                  (dixit-describe--resolved document mention entity)))))))

(defun dixit-describe-speaker (quote)
  "Return the speaker of QUOTE in words, or nil if nobody is named.
A speaker without a name is described in the words of the text."
  (or (dixit-quote-speaker quote)
      (and (dixit-quote-source quote)
           (dixit-describe-words (dixit-quote-source quote)))))

(defun dixit-describe-kind (quote)
  "Return the kind of QUOTE in English words."
  (pcase (dixit-quote-kind quote)
    ('direct "direct quotation")
    ('mixed "partly direct quotation")
    ('indirect "indirect quotation")
    (_ "no quotation")))

(defun dixit-describe-chain (quote)
  "Return how the speaker of QUOTE was found, \"he → Rubio → Marco Rubio\".
Return nil if the source names the speaker in full, or names nobody."
  (let (words)
    (dolist (piece (dixit-quote-chain quote))
      (let ((link (dixit-describe-words (list piece))))
        ;; A name that comes twice on the way says nothing new.
        (unless (equal link (car words))
          (push link words))))
    (and (cdr words)
         (mapconcat #'identity (nreverse words) " → "))))

(defun dixit-describe-how (quote &optional brief)
  "Return words on the kind of QUOTE, how its speaker is known, how surely.
If BRIEF is non-nil, leave out what a look at the text tells."
  (let ((source (dixit-quote-source quote))
        (confidence (dixit-quote-confidence quote)))
    (concat
     (dixit-describe-kind quote)
     (cond ((not (dixit-quote-entity quote)) "")
           ((not source) ", speaker taken from the context")
           ((dixit-quote-chain quote)
            (let ((chain (and (not brief) (dixit-describe-chain quote))))
              (if chain (concat ", " chain) "")))
           ((and (not brief)
                 (memq (dixit-quote-source-kind quote) '(pronoun nominal)))
            (format ", speaker named by “%s”" (dixit-describe-words source)))
           (t ""))
     (if confidence
         (format ", %d %% sure" (round (* 100 confidence)))
       ""))))

(defun dixit-describe-quote (document quote)
  "Return a line of text about QUOTE in DOCUMENT."
  (let* ((index (dixit-quote-entity quote))
         (entity (dixit-document-entity document index))
         (source (dixit-quote-source quote)))
    (concat
     (cond ((and entity (dixit-entity-name entity))
            (dixit-describe-entity entity))
           ((dixit-quote-speaker quote))
           (source (format "“%s”, not named" (dixit-describe-words source)))
           (t "Nobody is named"))
     ": " (dixit-describe-how quote))))

(defun dixit-describe-at (document position)
  "Return text about what stands at POSITION of DOCUMENT, or nil."
  (let* ((mention (dixit-mention-at document position))
         (quote (dixit-quote-at document position))
         (who (and mention (dixit-describe-mention document mention))))
    (cond ((not quote) who)
          ((not mention) (dixit-describe-quote document quote))
          ;; Who it is need not be said twice.
          ((and (dixit-mention-entity mention)
                (eql (dixit-mention-entity mention) (dixit-quote-entity quote)))
           (format "%s (here: %s)" who (dixit-describe-how quote t)))
          (t (concat who "\n" (dixit-describe-quote document quote))))))

(defcustom dixit-doubtful 0.5
  "A quotation less sure than this is shown as doubtful, from 0 to 1."
  :type 'number
  :safe #'numberp
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defun dixit-doubtful-p (quote)
  "Return non-nil if it is doubtful that QUOTE is one, or whose it is."
  (let ((confidence (dixit-quote-confidence quote)))
    (and confidence (< confidence dixit-doubtful))))

;;;; Who says what

(defun dixit-item-name (item)
  "Return the name of ITEM, an entity, or of the speaker of ITEM, a quotation.
The value is nil for a speaker without a name, and for nil."
  (cond ((dixit-entity-p item) (dixit-entity-name item))
        (item (dixit-quote-speaker item))))

(defun dixit-describe-item (document item)
  "Return text about ITEM, an entity or quotation of DOCUMENT."
  (if (dixit-entity-p item) (dixit-describe-entity item)
    (dixit-describe-quote document item)))

(defun dixit--start (quote)
  "Return the start of QUOTE, a position."
  (caar (dixit-quote-content quote)))

(defvar dixit--quotes (make-hash-table :test #'eq :weakness 'key)
  "What `dixit--quote-vector' has returned for each document.")

(defun dixit--quote-vector (document)
  "Return the quotations of DOCUMENT by their start, a vector to be left as it is.
Marked words that are nobody's, and quotations without words, are left out."
  (or (gethash document dixit--quotes)
      (puthash document
               (sort (vconcat
                      (cl-remove-if (lambda (quote)
                                      (or (eq (dixit-quote-kind quote) 'term)
                                          (not (dixit-quote-content quote))))
                                    (dixit-document-quotes document)))
                     (lambda (a b) (< (dixit--start a) (dixit--start b))))
               dixit--quotes)))

(defun dixit-quotes (document)
  "Return the quotations of DOCUMENT in text order, a new list.
Marked words that are nobody's, and quotations without words, are left out."
  (append (dixit--quote-vector document) nil))

;;;; What stands where

(defun dixit-describe--inside-p (position pieces)
  "Return non-nil if POSITION is in one of PIECES."
  (cl-loop for (start . end) in pieces
           thereis (and (<= start position) (< position end))))

(defun dixit-mention-at (document position)
  "Return the innermost mention of DOCUMENT at POSITION, or nil."
  (car (last (dixit-document-mentions-in document position (1+ position)))))

(defun dixit-quote-at (document position)
  "Return the innermost quotation of DOCUMENT at POSITION, or nil.
Its cue and the words that name its speaker belong to it."
  (let (found)
    (mapc (lambda (quote)
            (when (and (not (eq (dixit-quote-kind quote) 'term))
                       (or (dixit-describe--inside-p
                            position (dixit-quote-content quote))
                           (dixit-describe--inside-p
                            position (dixit-quote-cue quote))
                           (dixit-describe--inside-p
                            position (dixit-quote-source quote))))
              ;; In text order, so that a later one is not around an earlier.
              (setq found quote)))
          (dixit-document-quotes-in document position (1+ position)))
    found))

(provide 'dixit-describe)

;;; dixit-describe.el ends here
