;;; dixit-document.el --- What Dixit found in a text, as Lisp  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors

;; SPDX-License-Identifier: GPL-3.0-or-later

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the Free
;; Software Foundation, either version 3 of the License, or (at your option)
;; any later version.

;;; Commentary:

;; `dixit-analyze-buffer' and `dixit-analyze-string' return a
;; `dixit-document', a plain Lisp structure that holds nothing of the module:
;; it may be kept, compared, printed and thrown away at will.

;;; Code:

(require 'cl-lib)
(require 'dixit-module)

(declare-function dixit--mod-analyze "dixit-module.so")
(declare-function dixit--mod-free "dixit-module.so")
(declare-function dixit--mod-length "dixit-module.so")
(declare-function dixit--mod-quotes "dixit-module.so")
(declare-function dixit--mod-mentions "dixit-module.so")
(declare-function dixit--mod-entities "dixit-module.so")
(declare-function dixit--mod-marks "dixit-module.so")
(declare-function dixit--mod-checks "dixit-module.so")

(cl-defstruct (dixit-mention (:copier nil))
  "Words that mean somebody or something."
  (start nil :documentation "Where it starts.")
  (end nil :documentation "Where it ends, exclusive.")
  (type nil :documentation "PER, ORG, LOC, FAC, NORP, MISC, DATE, MONEY or PRODUCT.")
  (kind nil :documentation "`name', `nominal' or `pronoun'.")
  (entity nil :documentation "What is meant: an index into the entities, or nil."))

(cl-defstruct (dixit-entity (:copier nil))
  "Somebody or something that the text speaks of."
  (id nil :documentation "Its index.")
  (type nil :documentation "PER, ORG, LOC, FAC, NORP, MISC, DATE, MONEY or PRODUCT.")
  (name nil :documentation "Its fullest name in the text.")
  (role nil :documentation "What it is, such as \"U.S. Secretary of State\", or nil.")
  (gender nil :documentation "`m' or `f' where the text shows it, or nil.")
  (mentions nil :documentation "How often it is mentioned.")
  (quotes nil :documentation "How many quotations are its words."))

(cl-defstruct (dixit-quote (:copier nil))
  "What somebody said.  Spans are lists of (START . END), one a piece."
  (id nil :documentation "Its index.")
  (kind nil :documentation "`direct', `mixed', `indirect' or `term'.")
  (source-kind nil :documentation "`none', `name', `nominal' or `pronoun'.")
  (content nil :documentation "What is said.")
  (cue nil :documentation "The words that say that it is said.")
  (source nil :documentation "The words that name the speaker.")
  (text nil :documentation "The content joined and unwrapped.")
  (speaker nil :documentation "The speaker's name, or nil.")
  (entity nil :documentation "The speaker: an index into the entities, or nil.")
  (line nil :documentation "Where the content starts; lines count from 1.")
  (confidence nil :documentation "How sure it is, from 0 to 1."))

(cl-defstruct (dixit-mark (:copier nil))
  "A passage between paired quotation marks, marks included.
Or what is said without a break in a turn that a dash opens, dash included."
  (start nil :documentation "Where it starts.")
  (end nil :documentation "Where it ends, exclusive.")
  (depth nil :documentation "0 for the outermost."))

(cl-defstruct (dixit-check (:copier nil))
  "What an editor should look at."
  (code nil :documentation "Which check, a symbol such as `unbalanced-mark'.")
  (start nil :documentation "Where it starts.")
  (end nil :documentation "Where it ends, exclusive.")
  (message nil :documentation "What is wrong, for people.")
  (fix nil :documentation "What to put there, or nil."))

(cl-defstruct (dixit-document (:copier nil))
  "What was found in a text.  All parts are vectors, in text order."
  (length nil :documentation "The text's length in characters.")
  (mentions nil :documentation "Of `dixit-mention'.")
  (entities nil :documentation "Of `dixit-entity', by first mention.")
  (quotes nil :documentation "Of `dixit-quote'.")
  (marks nil :documentation "Of `dixit-mark'.")
  (checks nil :documentation "Of `dixit-check'."))

(defconst dixit--types [PER ORG LOC FAC NORP MISC DATE MONEY PRODUCT]
  "The types of mentions by the module's numbers.")

(defconst dixit--mention-kinds [name nominal pronoun]
  "The kinds of mentions by the module's numbers.")

(defun dixit--spans (flat base)
  "Return FLAT, a vector START END ..., as a list of pairs, each plus BASE."
  (let ((i (length flat))
        spans)
    (while (> i 0)
      (setq i (- i 2))
      (push (cons (+ base (aref flat i)) (+ base (aref flat (1+ i)))) spans))
    spans))

(defun dixit--read-mentions (flat base)
  "Return the mentions in FLAT as a vector of structures, positions plus BASE."
  (let ((all (make-vector (/ (length flat) 5) nil)))
    (dotimes (i (length all))
      (let* ((at (* 5 i))
             (entity (aref flat (+ at 4))))
        (aset all i (make-dixit-mention
                     :start (+ base (aref flat at))
                     :end (+ base (aref flat (+ at 1)))
                     :type (aref dixit--types (aref flat (+ at 2)))
                     :kind (aref dixit--mention-kinds (aref flat (+ at 3)))
                     :entity (and (>= entity 0) entity)))))
    all))

(defun dixit--read-entities (records)
  "Return the entities in RECORDS as a vector of structures."
  (let ((all (make-vector (length records) nil)))
    (dotimes (i (length all))
      (pcase-let ((`[,type ,name ,role ,gender ,mentions ,quotes] (aref records i)))
        (aset all i (make-dixit-entity
                     :id i :type type :name name :role role :gender gender
                     :mentions mentions :quotes quotes))))
    all))

(defun dixit--read-quotes (records base)
  "Return the quotations in RECORDS as a vector, positions plus BASE."
  (let ((all (make-vector (length records) nil)))
    (dotimes (i (length all))
      (pcase-let ((`[,kind ,source-kind ,content ,cue ,source ,text ,speaker
                           ,entity ,line ,confidence]
                   (aref records i)))
        (aset all i (make-dixit-quote
                     :id i :kind kind :source-kind source-kind
                     :content (dixit--spans content base)
                     :cue (dixit--spans cue base)
                     :source (dixit--spans source base)
                     :text text :speaker speaker :entity entity
                     :line line :confidence confidence))))
    all))

(defun dixit--read-marks (flat base)
  "Return the marked passages in FLAT as a vector, positions plus BASE."
  (let ((all (make-vector (/ (length flat) 3) nil)))
    (dotimes (i (length all))
      (let ((at (* 3 i)))
        (aset all i (make-dixit-mark
                     :start (+ base (aref flat at))
                     :end (+ base (aref flat (+ at 1)))
                     :depth (aref flat (+ at 2))))))
    all))

(defun dixit--read-checks (records base)
  "Return each check in RECORDS in a vector of structures, positions plus BASE."
  (let ((all (make-vector (length records) nil)))
    (dotimes (i (length all))
      (pcase-let ((`[,code ,start ,end ,message ,fix] (aref records i)))
        (aset all i (make-dixit-check
                     :code code :start (+ base start) :end (+ base end)
                     :message message :fix fix))))
    all))

(defun dixit--analyze (string)
  "Return the module's document of STRING.  The caller has to free it."
  ;; The module answers nil when it was interrupted, and Emacs then quits by
  ;; itself; where it does not, nobody may take the nil for a document.
  (let ((analyzer (dixit-module-ensure)))
    (or (dixit--mod-analyze analyzer string)
        (signal 'quit nil))))

(defun dixit--read-document (document base)
  "Return the module's DOCUMENT as a `dixit-document', positions plus BASE."
  (make-dixit-document
   :length (dixit--mod-length document)
   :mentions (dixit--read-mentions (dixit--mod-mentions document) base)
   :entities (dixit--read-entities (dixit--mod-entities document))
   :quotes (dixit--read-quotes (dixit--mod-quotes document) base)
   :marks (dixit--read-marks (dixit--mod-marks document) base)
   :checks (dixit--read-checks (dixit--mod-checks document) base)))

(defconst dixit--no-character
  ;; Emacs matches raw bytes only by a range of their own.
  "[\ud800-\udfff\x110000-\x3fff7f\x3fff80-\x3fffff]"
  "Matches what Emacs can have in a string and Unicode text cannot.")

(defun dixit--clean (string)
  "Return STRING, multibyte, without characters that are not Unicode's.
Each, such as a byte that Emacs could not decode, becomes U+FFFD, so that the
others keep their places."
  (if (string-match-p dixit--no-character string)
      (replace-regexp-in-string dixit--no-character "\ufffd" string t t)
    string))

(defun dixit-analyze-string (string &optional base)
  "Return a `dixit-document' of what is said in STRING.
Positions count characters from BASE, by default 0.  STRING is text, or a
unibyte string of UTF-8.  Signal `dixit-error' if it is neither, or if the
module cannot be had."
  (let ((document (dixit--analyze (if (multibyte-string-p string)
                                      (dixit--clean string)
                                    string))))
    (unwind-protect
        (dixit--read-document document (or base 0))
      (dixit--mod-free document))))

(defun dixit-analyze-buffer (&optional buffer)
  "Return a `dixit-document' of what is said in BUFFER, the current by default.
All of it is read, whatever it is narrowed to.  Positions are the buffer's."
  (with-current-buffer (or buffer (current-buffer))
    (save-restriction
      (widen)
      (let ((text (buffer-substring-no-properties (point-min) (point-max))))
        (dixit-analyze-string (if enable-multibyte-characters
                                  text
                                (string-to-multibyte text))
                              (point-min))))))

(provide 'dixit-document)
;;; dixit-document.el ends here
