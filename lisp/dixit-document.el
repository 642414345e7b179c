;;; dixit-document.el --- What Dixit found in a text, as Lisp  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors

;; SPDX-License-Identifier: GPL-3.0-or-later

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the Free
;; Software Foundation, either version 3 of the License, or (at your option)
;; any later version.

;;; Commentary:

;; A `dixit-document' is what was found in a text.  `dixit-analyze-buffer' and
;; `dixit-analyze-string' return a plain one, which holds nothing of the module:
;; it may be kept, compared, printed and thrown away at will.
;;
;; What a thread of the module has found is a document too, whose parts are
;; read when they are asked for: all at once by `dixit-document-quotes' and its
;; like, or what is at a place by `dixit-document-quotes-in' and its like.  A
;; window on a long text needs the latter alone.  Its memory is freed when it
;; is collected, as Lisp's own is.

;;; Code:

(require 'cl-lib)
(require 'subr-x)
(require 'dixit-mask)
(require 'dixit-module)
(require 'dixit-rules)

(declare-function dixit--mod-analyze "dixit-module.so")
(declare-function dixit--mod-free "dixit-module.so")
(declare-function dixit--mod-length "dixit-module.so")
(declare-function dixit--mod-quotes "dixit-module.so")
(declare-function dixit--mod-mentions "dixit-module.so")
(declare-function dixit--mod-entities "dixit-module.so")
(declare-function dixit--mod-marks "dixit-module.so")
(declare-function dixit--mod-checks "dixit-module.so")
(declare-function dixit--mod-paint "dixit-module.so")
(declare-function dixit--mod-entity "dixit-module.so")
(declare-function dixit--mod-counts "dixit-module.so")
(declare-function dixit--mod-cast "dixit-module.so")
(declare-function dixit--mod-prominent "dixit-module.so")

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
  (confidence nil :documentation "How sure it is, from 0 to 1.")
  (chain nil :documentation "How the speaker was found: places (START . END) of
mentions, from that in the source to the fullest name; nil for an unnamed one."))

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

(cl-defstruct (dixit-document (:copier nil) (:conc-name dixit-document--))
  "What was found in a text."
  (length nil :documentation "The text's length in characters.")
  (mentions nil :documentation "Vector of `dixit-mention', or nil if not read yet.")
  (entities nil :documentation "Vector of `dixit-entity', likewise.")
  (quotes nil :documentation "Vector of `dixit-quote', likewise.")
  (marks nil :documentation "Vector of `dixit-mark', likewise.")
  (checks nil :documentation "Vector of `dixit-check', likewise.")
  (native nil :documentation "The module's document, or nil if all was read.")
  (base 0 :documentation "What is added to the positions of NATIVE.")
  (masked nil :documentation "Non-nil if blanks stood for markup in the text.")
  (known nil :documentation "Hash table of single items that were read from NATIVE;
without that, a vector of the extents of the quotations, or nil."))

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

(defun dixit--entity-structure (record id)
  "Return the entity in RECORD with index ID as a structure."
  (pcase-let ((`[,type ,name ,role ,gender ,mentions ,quotes] record))
    (make-dixit-entity :id id :type type :name name :role role :gender gender
                       :mentions mentions :quotes quotes)))

(defun dixit--read-entities (records)
  "Return the entities in RECORDS as a vector of structures."
  (let ((all (make-vector (length records) nil)))
    (dotimes (i (length all))
      (aset all i (dixit--entity-structure (aref records i) i)))
    all))

(defun dixit--without-markup (text)
  "Return TEXT, words of a quotation, without the blanks of markup in it.
Those beside a mark or before a comma were no blanks in the text that is seen."
  (if (not (and text (string-search " " text)))
      text
    (setq text (replace-regexp-in-string "\\([“‘«‹„‚(]\\|`+\\|\\`[\"']+\\) +" "\\1" text))
    (replace-regexp-in-string " +\\([]”’»›),.;:!?…]\\|''\\|[\"']+\\'\\)" "\\1" text)))

(defun dixit--quote-structure (record base &optional masked)
  "Return the quotation in RECORD as a structure, positions plus BASE.
MASKED is non-nil if blanks stand for markup."
  (pcase-let ((`[,kind ,source-kind ,content ,cue ,source ,text ,speaker
                       ,entity ,line ,confidence ,id ,chain]
               record))
    (make-dixit-quote
     :id id :kind kind :source-kind source-kind
     :content (dixit--spans content base)
     :cue (dixit--spans cue base)
     :source (dixit--spans source base)
     :text (if masked (dixit--without-markup text) text)
     :speaker speaker :entity entity
     :line line :confidence confidence
     :chain (dixit--spans chain base))))

(defun dixit--read-quotes (records base &optional masked)
  "Return the quotations in RECORDS as a vector, positions plus BASE.
MASKED is non-nil if blanks stand for markup."
  (let ((all (make-vector (length records) nil)))
    (dotimes (i (length all))
      (aset all i (dixit--quote-structure (aref records i) base masked)))
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

;;;; Parts

(defmacro dixit-document--define-part (name doc reader)
  "Define a function for the part called NAME, with docstring DOC.
READER is an expression that reads the part from NATIVE, with BASE."
  (let ((slot (intern (format "dixit-document--%s" name))))
    `(defun ,(intern (format "dixit-document-%s" name)) (document)
       ,doc
       (or (,slot document)
           (let ((native (dixit-document--native document))
                 (base (dixit-document--base document)))
             (ignore base)
             (setf (,slot document) ,reader))))))

(dixit-document--define-part
 length "Return the length in characters of the text of DOCUMENT."
 (dixit--mod-length native))

(dixit-document--define-part
 mentions "Return the mentions in DOCUMENT, a vector in text order."
 (dixit--read-mentions (dixit--mod-mentions native) base))

(dixit-document--define-part
 entities "Return the entities in DOCUMENT, a vector by first mention."
 (dixit-document--keep document 'entity
                       (dixit--read-entities (dixit--mod-entities native))))

(dixit-document--define-part
 quotes "Return the quotations in DOCUMENT, a vector in text order."
 (dixit-document--keep document 'quote
                       (dixit--read-quotes (dixit--mod-quotes native) base
                                           (dixit-document--masked document))))

(dixit-document--define-part
 marks "Return the passages in marks in DOCUMENT, a vector in text order."
 (dixit--read-marks (dixit--mod-marks native) base))

(dixit-document--define-part
 checks "Return what an editor should look at in DOCUMENT, a vector."
 (dixit--read-checks (dixit--mod-checks native) base))

;; An item is the same object, however it was come by.

(defun dixit-document--known-item (document kind id make)
  "Return the item of KIND with ID in DOCUMENT, by MAKE if it is the first time."
  (let* ((table (or (dixit-document--known document)
                    (setf (dixit-document--known document)
                          (make-hash-table :test #'eql))))
         ;; One table for both kinds.
         (key (if (eq kind 'entity) (- -1 id) id)))
    (or (gethash key table)
        (puthash key (funcall make) table))))

(defun dixit-document--keep (document kind all)
  "Return ALL, but for the items of KIND in DOCUMENT that are known already."
  (let ((table (dixit-document--known document)))
    (when table
      (maphash (lambda (key item)
                 (if (eq kind 'entity)
                     (when (< key 0) (aset all (- -1 key) item))
                   (when (>= key 0) (aset all key item))))
               table)))
  all)

(defun dixit-document-entity (document index)
  "Return the entity with INDEX in DOCUMENT, or nil if INDEX is nil."
  (cond ((null index) nil)
        ((dixit-document--entities document)
         (aref (dixit-document--entities document) index))
        (t (dixit-document--known-item
            document 'entity index
            (lambda ()
              (dixit--entity-structure
               (dixit--mod-entity (dixit-document--native document) index)
               index))))))

(defun dixit-document--pick (all from to start end)
  "Return the items of ALL from FROM up to TO, a list.
START and END are functions that return the ends of the item with an index."
  (let (items)
    (dotimes (i (length all))
      (when (and (< (funcall start i) to) (> (funcall end i) from))
        (push (aref all i) items)))
    (nreverse items)))

(defun dixit-document--offset (document position)
  "Return POSITION as a number of characters for the module's DOCUMENT."
  (max 0 (- position (dixit-document--base document))))

(defun dixit-document-mentions-in (document from to)
  "Return the mentions in DOCUMENT with a character from FROM up to TO.
The value is a list in text order."
  (if-let ((native (dixit-document--native document)))
      (append (dixit--read-mentions
               (dixit--mod-mentions native
                                    (dixit-document--offset document from)
                                    (dixit-document--offset document to))
               (dixit-document--base document))
              nil)
    (let ((all (dixit-document-mentions document)))
      (dixit-document--pick all from to
                            (lambda (i) (dixit-mention-start (aref all i)))
                            (lambda (i) (dixit-mention-end (aref all i)))))))

(defun dixit-document-marks-in (document from to)
  "Return the passages in marks in DOCUMENT with a character from FROM up to TO.
The value is a list in text order."
  (if-let ((native (dixit-document--native document)))
      (append (dixit--read-marks
               (dixit--mod-marks native
                                 (dixit-document--offset document from)
                                 (dixit-document--offset document to))
               (dixit-document--base document))
              nil)
    (let ((all (dixit-document-marks document)))
      (dixit-document--pick all from to
                            (lambda (i) (dixit-mark-start (aref all i)))
                            (lambda (i) (dixit-mark-end (aref all i)))))))

(defun dixit-spans-extent (spans)
  "Return (START . END) around all of SPANS, or nil if there are none."
  (and spans
       (cons (apply #'min (mapcar #'car spans))
             (apply #'max (mapcar #'cdr spans)))))

(defun dixit-quote-extent (quote)
  "Return the first position of QUOTE and the one after its last, a pair.
Its cue and source belong to it.  Return nil if it has no words."
  (dixit-spans-extent (append (dixit-quote-content quote) (dixit-quote-cue quote)
                              (dixit-quote-source quote))))

(defun dixit-document-quotes-in (document from to)
  "Return the quotations in DOCUMENT with a piece before TO and one after FROM.
The value is a list in text order."
  (if-let ((native (dixit-document--native document)))
      (mapcar (lambda (record)
                (let ((id (aref record 10)))
                  (if (dixit-document--quotes document)
                      (aref (dixit-document--quotes document) id)
                    (dixit-document--known-item
                     document 'quote id
                     (lambda ()
                       (dixit--quote-structure
                        record
                        (dixit-document--base document)
                        (dixit-document--masked document)))))))
              (dixit--mod-quotes native
                                 (dixit-document--offset document from)
                                 (dixit-document--offset document to)))
    (let* ((all (dixit-document-quotes document))
           (extents (or (dixit-document--known document)
                        (setf (dixit-document--known document)
                              (vconcat (mapcar (lambda (quote)
                                                 (or (dixit-quote-extent quote)
                                                     '(0 . 0)))
                                               all))))))
      (dixit-document--pick all from to
                            (lambda (i) (car (aref extents i)))
                            (lambda (i) (cdr (aref extents i)))))))

;;;; What is painted

;; An editor paints at each pause, and structures with strings would be
;; garbage at once.

(defconst dixit-document-layers [mention said reported cue source]
  "What a piece of `dixit-document-paint' is, by the lowest three bits of WHAT.")

(defconst dixit-document-nobody 8
  "Set in the WHAT of a quotation that the text gives to nobody.")

(defconst dixit-document-pronoun 16
  "Set in the WHAT of a quotation whose source is a pronoun.")

(defconst dixit-document-indirect 32
  "Set in the WHAT of a quotation of which nothing is in marks.")

(defconst dixit-document-doubtful 64
  "Set in the WHAT of a quotation that is somebody's, and doubtful.")

(defconst dixit-document-speaks 512
  "Set in the WHAT of a mention of somebody who has a quotation.")

(defconst dixit-document-is-source 1024
  "Set in the WHAT of a mention whose words are a source, too.
That source is no piece of its own.")

(defun dixit-document-mention-kind (what)
  "Return the kind of the mention that WHAT of `dixit-document-paint' is."
  (aref dixit--mention-kinds (logand 3 (ash what -3))))

(defun dixit-document-mention-type (what)
  "Return the type of the mention that WHAT of `dixit-document-paint' is."
  (aref dixit--types (logand 15 (ash what -5))))

(defun dixit-document-paint (document from to part doubtful &optional vector)
  "Return what is to be painted of DOCUMENT from FROM up to TO, a flat vector.
Each piece takes five integers: START and END, to which the base of DOCUMENT is
to be added; WHAT it is, see `dixit-document-layers'; the index of the ENTITY
or -1; and a number for its NAME, the same in all documents.  After the last
one comes -1.  They are sorted.  A piece is broken every PART characters from
its start on, and the parts that start in the range are there.  Quotations less
sure than DOUBTFUL are doubtful.  The value is VECTOR, if there is room in it."
  (if-let ((native (dixit-document--native document)))
      (dixit--mod-paint native
                        (dixit-document--offset document from)
                        (dixit-document--offset document to)
                        part (float doubtful) vector)
    (let ((all (append
                (mapcan (lambda (quote)
                          (unless (eq (dixit-quote-kind quote) 'term)
                            (dixit-document--quote-pieces document quote doubtful)))
                        (dixit-document-quotes-in document from to))
                (mapcar (lambda (mention)
                          (dixit-document--mention-piece document mention))
                        (dixit-document-mentions-in document from to))))
          parts)
      (dixit-document--join-sources all)
      (pcase-dolist (`(,start ,end ,what ,entity) all)
        (cl-loop for at from start below end by part
                 when (and (<= from at) (< at to))
                 do (push (list at (min end (+ at part)) what (or entity -1)
                                (sxhash-equal
                                 (and entity
                                      (dixit-entity-name
                                       (dixit-document-entity document entity)))))
                          parts)))
      (setq parts (sort parts (lambda (a b)
                                (cl-loop for x in a for y in b
                                         if (/= x y) return (< x y)))))
      (vconcat (apply #'append parts) '(-1)))))

(defun dixit-document--mention-piece (document mention)
  "Return MENTION of DOCUMENT as a list (START END WHAT ENTITY)."
  (let* ((index (dixit-mention-entity mention))
         (entity (dixit-document-entity document index)))
    (list (dixit-mention-start mention) (dixit-mention-end mention)
          (+ (* 8 (cl-position (dixit-mention-kind mention) dixit--mention-kinds))
             (* 32 (cl-position (dixit-mention-type mention) dixit--types))
             (if (and entity (> (dixit-entity-quotes entity) 0))
                 dixit-document-speaks 0))
          index)))

(defun dixit-document--join-sources (pieces)
  "Let a mention in PIECES stand for the sources of the same words.
PIECES are lists (START END WHAT ENTITY); the end of such a source becomes its
start."
  (let ((sources (make-hash-table :test #'equal)))
    (dolist (piece pieces)
      (pcase-let* ((`(,start ,end ,what ,entity) piece)
                   (layer (aref dixit-document-layers (logand 7 what)))
                   (pronoun (if (eq layer 'mention)
                                (eq 'pronoun (dixit-document-mention-kind what))
                              (/= 0 (logand what dixit-document-pronoun))))
                   (key (list start end entity pronoun)))
        (pcase layer
          ('source (push piece (gethash key sources)))
          ('mention (dolist (source (gethash key sources))
                      (setf (nth 1 source) start
                            (nth 2 piece) (logior what dixit-document-is-source)))))))))

(defun dixit-document--outermost (document start end)
  "Return outermost marked passages of DOCUMENT from START to END, pairs."
  (let ((last start) passages)
    (dolist (mark (dixit-document-marks-in document start end))
      (when (and (>= (dixit-mark-start mark) last)
                 (<= (dixit-mark-end mark) end))
        (setq last (dixit-mark-end mark))
        (push (cons (dixit-mark-start mark) last) passages)))
    (nreverse passages)))

(defun dixit-document--quote-pieces (document quote doubtful)
  "Return the pieces of QUOTE of DOCUMENT, lists (START END WHAT ENTITY).
It is doubtful if it is less sure than DOUBTFUL."
  (let* ((content (dixit-quote-content quote))
         (source (dixit-quote-source quote))
         (entity (dixit-quote-entity quote))
         (nobody (not (or entity source (dixit-quote-speaker quote))))
         (flags (+ (if nobody dixit-document-nobody 0)
                   (if (eq (dixit-quote-source-kind quote) 'pronoun)
                       dixit-document-pronoun 0)
                   (if (eq (dixit-quote-kind quote) 'indirect)
                       dixit-document-indirect 0)
                   (if (or nobody
                           (>= (or (dixit-quote-confidence quote) 1) doubtful))
                       0 dixit-document-doubtful))))
    (cl-flet ((pieces (spans layer)
                (let ((what (+ flags (cl-position layer dixit-document-layers))))
                  (mapcar (lambda (span) (list (car span) (cdr span) what entity))
                          spans))))
      (append
       (if (eq (dixit-quote-kind quote) 'direct)
           (pieces content 'said)
         (append (pieces content 'reported)
                 (pieces (mapcan (lambda (span)
                                   (dixit-document--outermost
                                    document (car span) (cdr span)))
                                 content)
                         'said)))
       (pieces (dixit-quote-cue quote) 'cue)
       (pieces source 'source)))))

;;;; In numbers

(defun dixit-document-prominent (document)
  "Return who matters most in DOCUMENT, a flat vector.
Each takes three: the INDEX of an entity; its NAME, or nil; how many QUOTES
it has.  Those who speak come first, the one with the most quotations before
the others, then other people by their mentions.  All who speak are there in a
short text."
  (if-let ((native (dixit-document--native document)))
      (dixit--mod-prominent native)
    (dixit-document-ranked document)))

(defun dixit-document-cast (document)
  "Return a number for what `dixit-document-prominent' returns for DOCUMENT.
Where it is the same, so are the names, their order, and who of them speaks at
all.  The value is nil if it has none."
  (when-let ((native (dixit-document--native document)))
    (dixit--mod-cast native)))

(defun dixit-document-ranked (document)
  "Return all speakers and people in DOCUMENT as `dixit-document-prominent' does.
However many there are."
  (let (speakers silent)
    (mapc (lambda (entity)
            (cond ((> (dixit-entity-quotes entity) 0) (push entity speakers))
                  ((eq (dixit-entity-type entity) 'PER) (push entity silent))))
          (dixit-document-entities document))
    ;; Sorting is stable, so that the text's order breaks ties.
    (vconcat
     (mapcan (lambda (entity)
               (list (dixit-entity-id entity) (dixit-entity-name entity)
                     (dixit-entity-quotes entity)))
             (append (sort (nreverse speakers)
                           (lambda (a b) (> (dixit-entity-quotes a)
                                            (dixit-entity-quotes b))))
                     (sort (nreverse silent)
                           (lambda (a b) (> (dixit-entity-mentions a)
                                            (dixit-entity-mentions b)))))))))

(defun dixit-document-quote-count (document)
  "Return how many quotations in DOCUMENT there are that are no terms."
  (if-let ((native (dixit-document--native document)))
      (aref (dixit--mod-counts native) 5)
    (cl-count-if-not (lambda (quote) (eq (dixit-quote-kind quote) 'term))
                     (dixit-document-quotes document))))

(defun dixit-document-speaker-count (document)
  "Return how many entities in DOCUMENT have a quotation."
  (if-let ((native (dixit-document--native document)))
      (aref (dixit--mod-counts native) 6)
    (cl-count-if (lambda (entity) (> (dixit-entity-quotes entity) 0))
                 (dixit-document-entities document))))

;;;; From text to document

(defun dixit--analyze (string &optional rules)
  "Return the module's document of STRING.  The caller has to free it.
RULES are the module's, or nil."
  ;; The module answers nil when it was interrupted, and Emacs then quits by
  ;; itself; where it does not, nobody may take the nil for a document.
  (let ((analyzer (dixit-module-ensure)))
    (or (dixit--mod-analyze analyzer string rules)
        (signal 'quit nil))))

(defun dixit--native-document (document base &optional masked)
  "Return a `dixit-document' that reads the module's DOCUMENT when asked.
Positions are plus BASE.  DOCUMENT must not be freed.  MASKED is non-nil if
blanks stand for markup."
  (make-dixit-document :native document :base base :masked masked))

(defun dixit--read-document (document base &optional masked)
  "Return all of the module's DOCUMENT, positions plus BASE.
DOCUMENT can be freed after.  MASKED is non-nil if blanks stand for markup."
  (make-dixit-document
   :length (dixit--mod-length document)
   :mentions (dixit--read-mentions (dixit--mod-mentions document) base)
   :entities (dixit--read-entities (dixit--mod-entities document))
   :masked masked
   :quotes (dixit--read-quotes (dixit--mod-quotes document) base masked)
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

(defun dixit-analyze-string (string &optional base rules masked)
  "Return a `dixit-document' of what is said in STRING.
Positions count characters from BASE, by default 0.  STRING is text, or a
unibyte string of UTF-8.  RULES are what `dixit-rules-native' returns, or nil.
MASKED is non-nil if blanks stand for markup in STRING.
Signal `dixit-error' if STRING is neither, or if the module cannot be had."
  (let ((document (dixit--analyze (if (multibyte-string-p string)
                                      (dixit--clean string)
                                    string)
                                  rules)))
    (unwind-protect
        (progn
          (when rules (dixit-rules-note document))
          (dixit--read-document document (or base 0) masked))
      (dixit--mod-free document))))

(defun dixit-analyze-buffer (&optional buffer)
  "Return a `dixit-document' of what is said in BUFFER, the current by default.
All of it is read, whatever it is narrowed to, but for its markup; see
`dixit-mask-functions'.  Positions are the buffer's."
  (with-current-buffer (or buffer (current-buffer))
    (save-restriction
      (widen)
      (let* ((mask (dixit-mask-function))
             (text (car (dixit-mask-text mask (point-min) (point-max)))))
        (dixit-analyze-string (if enable-multibyte-characters
                                  text
                                (string-to-multibyte text))
                              (point-min)
                              (dixit-rules-for-buffer)
                              (and mask t))))))

(provide 'dixit-document)
;;; dixit-document.el ends here
