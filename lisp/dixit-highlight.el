;;; dixit-highlight.el --- Colours that show who said what  -*- lexical-binding: t -*-

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

;; Paint a `dixit-document' onto its buffer.
;;
;; Every person has one colour.  A speaker's name is bold in that colour, a
;; pronoun or description that means the speaker is underlined in it, and the
;; words said stand on a pale tint of it.  Nothing is told by colour alone.
;;
;; The buffer is cut into chunks of a fixed number of characters, and only
;; the chunks near a window carry overlays: their number is bounded, however
;; long the text.  A document is never asked for more than the chunk at hand.

;;; Code:

(require 'cl-lib)
(require 'subr-x)
(require 'dixit-document)
(require 'dixit-describe)
(require 'dixit-palette)

;;;; Options

(defcustom dixit-highlight-types '(PER ORG LOC FAC NORP PRODUCT MISC)
  "Types of names to show.
Names of speakers are always shown, whatever their type."
  :type '(set (const :tag "People" PER)
              (const :tag "Organisations" ORG)
              (const :tag "Places" LOC)
              (const :tag "Buildings" FAC)
              (const :tag "Nationalities, religions, parties" NORP)
              (const :tag "Products" PRODUCT)
              (const :tag "Other names" MISC)
              (const :tag "Dates" DATE)
              (const :tag "Sums of money" MONEY))
  :safe #'listp
  :group 'dixit-highlight
  :package-version '(dixit . "0.1.0"))

(defcustom dixit-highlight-pronouns t
  "Whether pronouns that mean a speaker are shown.
After a change, `dixit-refresh' shows the text anew."
  :type 'boolean
  :safe #'booleanp
  :group 'dixit-highlight
  :package-version '(dixit . "0.1.0"))

;;;; What is painted

(defconst dixit-highlight--chunk 1024
  "Characters that get their overlays together.")

(defconst dixit-highlight--keep 16
  "Chunks that may keep their overlays though no window is near.")

(defconst dixit-highlight--few 4
  "Chunks that lose their overlays together, or as many as get theirs.")

(cl-defstruct (dixit-highlight--paint (:copier nil))
  "What is painted of a document."
  buffer                ; whose overlays these are
  tick                  ; `buffer-chars-modified-tick' of the document
  document
  from to               ; the part of the buffer that the document is of
  casts                 ; see `dixit-highlight--prepare'
  slots                 ; see `dixit-palette--assign'
  who                   ; see `dixit-highlight--who'
  filled                ; hash from chunks that are painted to their overlays
  kept)                 ; overlays of an earlier document, of other parts

(defvar-local dixit-highlight--paint nil
  "The `dixit-highlight--paint' of this buffer, or nil.")

(defun dixit-highlight--paint ()
  "Return what is painted in this buffer, or nil.
A clone of the buffer has inherited the variable, but not its overlays."
  (and dixit-highlight--paint
       (eq (dixit-highlight--paint-buffer dixit-highlight--paint)
           (current-buffer))
       dixit-highlight--paint))

(put 'dixit-overlay 'evaporate t)
(put 'dixit-overlay 'help-echo #'dixit-highlight--help-echo)

;;;; Overlays

;; Most of what is painted after an edit was there before.  An overlay that is
;; right stays, in the very cell of the list that it was in: that spares garbage
;; and redisplay.

(defvar dixit-highlight--spare nil
  "Overlays that may be taken again while one text is painted.
They are in the order in which they were made, and it is nil else.")

(defconst dixit-highlight--reach 64
  "Spare overlays that are looked at for one that is right.
What is painted comes in the same order each time, so that few have to be.")

(defun dixit-highlight--take (start end face priority)
  "Return a cell with a spare overlay from START to END, or nil.
It has FACE and PRIORITY, and is no longer a spare one."
  (let ((cell dixit-highlight--spare)
        (steps dixit-highlight--reach)
        before found)
    (while (and cell (> steps 0) (not found))
      (let ((overlay (car cell)))
        (if (and (eq (overlay-start overlay) start)
                 (eq (overlay-end overlay) end)
                 (eq (overlay-get overlay 'face) face)
                 (eq (overlay-get overlay 'priority) priority))
            (setq found cell)
          (setq before cell
                cell (cdr cell)
                steps (1- steps)))))
    (when found
      (if before (setcdr before (cdr found))
        (setq dixit-highlight--spare (cdr found))))
    found))

(defun dixit-highlight--overlay (start end face priority overlays)
  "Put an overlay from START to END with FACE and PRIORITY before OVERLAYS."
  (let ((cell (dixit-highlight--take start end face priority)))
    (if cell
        (progn (setcdr cell overlays)
               cell)
      (let ((overlay (make-overlay start end nil t)))
        (overlay-put overlay 'category 'dixit-overlay)
        (overlay-put overlay 'face face)
        (overlay-put overlay 'priority priority)
        (cons overlay overlays)))))

(defmacro dixit-highlight-do-lines (variables start end &rest body)
  "Do BODY for each line from START to END that has words.
VARIABLES, a list (FROM TO), are bound to the ends of the words of the line: a
newline and an indentation would show as a ragged edge of a background.
Point is moved."
  (declare (indent 3) (debug ((&rest symbolp) form form body)))
  (let ((last (make-symbol "last")) (next (make-symbol "next"))
        (from (car variables)) (to (cadr variables)))
    `(let ((,last ,end))
       (goto-char ,start)
       (while (progn (skip-chars-forward " \t\n\r\f" ,last) (< (point) ,last))
         (let* ((,from (point))
                (,next (progn (skip-chars-forward "^\n" ,last) (point)))
                (,to (progn (skip-chars-backward " \t\r\f" ,from) (point))))
           ,@body
           (goto-char ,next))))))

(defun dixit-highlight--overlays (start end face priority overlays &optional wide)
  "Put overlays from START to END with FACE and PRIORITY before OVERLAYS.
Each covers the words of one line; if WIDE is non-nil, with a blank at either
side.  Point is moved."
  ;; Redisplay stops wherever an overlay ends, and who speaks is mostly a blank
  ;; away from the cue.
  (dixit-highlight-do-lines (from to) start end
    (when wide
      (when (eq (char-before from) ?\s) (setq from (1- from)))
      (when (eq (char-after to) ?\s) (setq to (1+ to))))
    (setq overlays (dixit-highlight--overlay from to face priority overlays)))
  overlays)

;;;; Faces

(defun dixit-highlight--with-doubtful (face)
  "Return FACE and, for what is doubtful, that with more, as a pair."
  (cons face (list 'dixit-doubtful face)))

(defconst dixit-highlight--nameless-faces
  (list :said (dixit-highlight--with-doubtful 'dixit-quote)
        :reported (dixit-highlight--with-doubtful 'dixit-paraphrase))
  "The faces of words whose speaker has no name.")

(defconst dixit-highlight--faces
  (vconcat
   (cl-loop for slot below (* 2 dixit-palette--colors)
            for face = (dixit-palette--slot-face slot)
            collect (list :plain face
                          :name (cons 'dixit-speaker-name face)
                          :reference (cons 'dixit-reference face)
                          :source (cons 'dixit-source face)
                          :said (dixit-highlight--with-doubtful
                                 (dixit-palette--face "quote" slot))
                          :reported (dixit-highlight--with-doubtful
                                     (dixit-palette--face "paraphrase" slot)))))
  "The faces of each slot.  The same ones each time, to be told by `eq'.")

(defun dixit-highlight--slot (slots name)
  "Return the slot of somebody called NAME in SLOTS, or nil for none."
  (let ((key (dixit-palette--key name)))
    (and key (gethash key slots))))

(defun dixit-highlight--who (paint index name speaks)
  "Return the faces of the entity in PAINT with INDEX, or nil; -1 is nobody.
They are of `dixit-highlight--faces'.  NAME is the number of its name.  SPEAKS
is non-nil if the entity has a quotation: then it has faces by its name, even
if it is not prominent."
  (unless (< index 0)
    (let* ((who (dixit-highlight--paint-who paint))
           (number (+ name name (if speaks 1 0)))
           (faces (gethash number who 'new)))
      (if (not (eq faces 'new)) faces
        (let* ((key (dixit-palette--key
                     (dixit-entity-name
                      (dixit-document-entity
                       (dixit-highlight--paint-document paint) index))))
               (slot (and key
                          (or (gethash key (dixit-highlight--paint-slots paint))
                              (and speaks
                                   (mod (dixit-palette--hash key)
                                        (* 2 dixit-palette--colors)))))))
          (puthash number (and slot (aref dixit-highlight--faces slot)) who))))))

(defvar dixit-highlight--over (make-hash-table :test #'eq)
  "What `dixit-highlight--over' has returned.
It has an alist from lower faces for each upper face.")

(defun dixit-highlight--over (upper lower)
  "Return a face that is UPPER over LOWER, the same one each time."
  (let ((known (gethash upper dixit-highlight--over)))
    (or (cdr (assq lower known))
        (let ((both (append (ensure-list upper) (ensure-list lower))))
          (puthash upper (cons (cons lower both) known) dixit-highlight--over)
          both))))

(defun dixit-highlight--mention-face (what faces)
  "Return the face for the mention WHAT, or nil for none.
FACES are of whom it means, or nil."
  (let ((own (dixit-highlight--meant-face what faces))
        (source (and (/= 0 (logand what dixit-document-is-source))
                     (dixit-highlight--source-face
                      (eq 'pronoun (dixit-document-mention-kind what)) faces))))
    (if (and own source) (dixit-highlight--over own source)
      (or own source))))

(defun dixit-highlight--meant-face (what faces)
  "Return the face for the mention WHAT, source or not, or nil for none.
FACES are of whom it means, or nil."
  (let ((kind (dixit-document-mention-kind what))
        (type (dixit-document-mention-type what)))
    (cond
     ((and (eq kind 'pronoun) (not dixit-highlight-pronouns)) nil)
     ((and faces (/= 0 (logand what dixit-document-speaks)))
      (plist-get faces (if (eq kind 'name) :name :reference)))
     ((not (eq kind 'name)) nil)
     ((not (memq type dixit-highlight-types)) nil)
     (faces (plist-get faces :plain))
     ((eq type 'PER) 'dixit-person)
     (t 'dixit-entity))))

(defun dixit-highlight--content-face (what faces layer)
  "Return the face for words in LAYER, `:said' or `:reported'.
WHAT says of what kind they are.  FACES are the speaker's, or nil."
  (if (and (eq layer :said)
           (not faces)
           (/= 0 (logand what dixit-document-nobody))
           (= 0 (logand what dixit-document-indirect)))
      'dixit-unattributed
    (let ((pair (plist-get (or faces dixit-highlight--nameless-faces) layer)))
      (if (= 0 (logand what dixit-document-doubtful)) (car pair) (cdr pair)))))

(defun dixit-highlight--source-face (pronoun faces)
  "Return the face for the words that name a speaker, or nil for none.
They are a pronoun if PRONOUN is non-nil.  FACES are the speaker's, or nil."
  (cond ((and pronoun (not dixit-highlight-pronouns)) nil)
        (faces (plist-get faces :source))
        (t 'dixit-unnamed-source)))

(defun dixit-highlight--paint-piece (paint flat at overlays)
  "Paint in PAINT the piece at AT in FLAT, see `dixit-document-paint'.
Put its overlays before OVERLAYS."
  (let* ((base (dixit-document--base (dixit-highlight--paint-document paint)))
         (start (+ base (aref flat at)))
         (end (+ base (aref flat (+ at 1))))
         (what (aref flat (+ at 2)))
         (layer (aref dixit-document-layers (logand what 7)))
         (faces (dixit-highlight--who
                 paint (aref flat (+ at 3)) (aref flat (+ at 4))
                 (not (and (eq layer 'mention)
                           (= 0 (logand what dixit-document-speaks))))))
         face priority)
    (pcase layer
      ('mention (setq face (dixit-highlight--mention-face what faces)
                      priority -10))
      ('said (setq face (dixit-highlight--content-face what faces :said)
                   priority -30))
      ('reported (setq face (dixit-highlight--content-face what faces :reported)
                       priority -40))
      ('cue (setq face 'dixit-cue priority -20))
      ('source (setq face (dixit-highlight--source-face
                           (/= 0 (logand what dixit-document-pronoun)) faces)
                     priority -20)))
    (if face
        (dixit-highlight--overlays start end face priority overlays
                                   (eq layer 'cue))
      overlays)))

(defvar dixit-highlight--pieces nil
  "The vector that `dixit-document-paint' has filled last.")

(defun dixit-highlight--pieces (document start end)
  "Return the pieces of DOCUMENT that start between START and END.
See `dixit-document-paint'; the vector is good until the next call."
  (setq dixit-highlight--pieces
        (dixit-document-paint document start end dixit-highlight--chunk
                              dixit-doubtful dixit-highlight--pieces)))

;;;; Chunks

(defun dixit-highlight--chunk-of (position)
  "Return the number of the chunk with POSITION."
  (/ (1- position) dixit-highlight--chunk))

(defun dixit-highlight--prepare (document old from to)
  "Return a new `dixit-highlight--paint' of DOCUMENT, nothing painted yet.
OLD is the one to keep colours from, or nil.  FROM and TO are the ends of the
part of the buffer that DOCUMENT is of, or nil for all of it.

Most documents of a text have the same people: the slots and faces of the last
two that had not are kept, as lists (CAST SLOTS WHO), see `dixit-document-cast'."
  (save-restriction
    (widen)
    (let* ((number (dixit-document-cast document))
           (casts (and old (dixit-highlight--paint-casts old)))
           (cast (and number (assq number casts))))
      (unless cast
        (let ((slots (dixit-palette--assign
                      (dixit-document-prominent document)
                      (and old (dixit-highlight--paint-slots old)))))
          (setq cast (list number slots (make-hash-table :test #'eql))
                ;; A long text is read in part and as a whole, in turns.
                casts (list cast (car casts)))))
      (make-dixit-highlight--paint
       :buffer (current-buffer)
       :tick (buffer-chars-modified-tick)
       :document document
       :from (or from (point-min)) :to (or to (point-max))
       :casts casts
       :slots (nth 1 cast)
       :who (nth 2 cast)
       :filled (make-hash-table :test #'eql :size 16)))))

(defun dixit-highlight--fill (paint chunk)
  "Make the overlays of PAINT that start in CHUNK of the widened buffer."
  ;; A piece that goes on beyond the chunk has one overlay, and moves with the
  ;; text: nothing depends on where chunks end.
  (let ((filled (dixit-highlight--paint-filled paint))
        (start (max (dixit-highlight--paint-from paint)
                    (1+ (* chunk dixit-highlight--chunk))))
        (end (min (dixit-highlight--paint-to paint)
                  (1+ (* (1+ chunk) dixit-highlight--chunk)))))
    (when (and (< start end) (eq 'none (gethash chunk filled 'none)))
      (let ((flat (dixit-highlight--pieces
                   (dixit-highlight--paint-document paint) start end))
            (overlays nil)
            (at 0))
        (save-excursion
          (while (>= (aref flat at) 0)
            (setq overlays (dixit-highlight--paint-piece paint flat at overlays)
                  at (+ at 5))))
        (puthash chunk (nreverse overlays) filled)))))

(defun dixit-highlight--empty (paint chunk)
  "Delete the overlays of PAINT in CHUNK."
  (let ((filled (dixit-highlight--paint-filled paint)))
    (mapc #'delete-overlay (gethash chunk filled))
    (remhash chunk filled)))

;;;; Near the windows

(defun dixit-highlight--truncates-p (window)
  "Return non-nil if WINDOW cuts lines off instead of wrapping them."
  (or truncate-lines
      (> (window-hscroll window) 0)
      (and truncate-partial-width-windows
           (not (window-full-width-p window))
           (or (not (integerp truncate-partial-width-windows))
               (< (window-total-width window)
                  truncate-partial-width-windows)))))

(defun dixit-highlight--visible (window start)
  "Return the chunks in WINDOW from START on, with a margin of one chunk.
Redisplay may not have been there yet, so that it is no use to ask for
`window-end'.  No more characters than cells can be seen; invisible text,
and the rest of truncated lines, take no cells however long they are."
  (let* ((limit (point-max))
         (columns (max 1 (window-body-width window)))
         (cells (* (1+ (window-body-height window)) columns))
         (truncated (and (dixit-highlight--truncates-p window)
                         (+ columns (window-hscroll window))))
         (steps 500)
         chunks)
    (save-excursion
      (goto-char (max (point-min) (min start limit)))
      (while (and (< (point) limit) (> cells 0) (> steps 0))
        (cl-decf steps)
        (if (invisible-p (point))
            (goto-char (next-single-char-property-change
                        (point) 'invisible nil limit))
          (let* ((from (point))
                 (to (next-single-char-property-change
                      from 'invisible nil
                      (min limit (+ from (or truncated cells))))))
            (when truncated
              (goto-char from)
              (forward-line)
              (setq to (min to (point))))
            (cl-loop for chunk
                     from (max 0 (1- (dixit-highlight--chunk-of from)))
                     to (1+ (dixit-highlight--chunk-of to))
                     do (cl-pushnew chunk chunks))
            (cl-decf cells (if truncated columns (- to from)))
            (unless truncated (goto-char to)))))
      (or chunks (list (dixit-highlight--chunk-of (point)))))))

(defun dixit-highlight--fresh ()
  "Return what is painted in this buffer if it is of the text as it is now."
  ;; The positions of a document hold for its text alone.  After an edit the
  ;; overlays there are move with the text, and new ones have to wait.
  (let ((paint (dixit-highlight--paint)))
    (and paint
         (eql (dixit-highlight--paint-tick paint) (buffer-chars-modified-tick))
         paint)))

(defun dixit-highlight--wanted (&optional window start)
  "Return the chunks that the windows of the current buffer need, ascending.
WINDOW, if non-nil, is about to show the buffer from START on."
  (let ((last (save-restriction
                (widen)
                (dixit-highlight--chunk-of (max (point-min) (1- (point-max))))))
        wanted)
    (dolist (each (get-buffer-window-list nil 'nomini 'visible))
      (dolist (chunk (dixit-highlight--visible
                      each (if (and start (eq each window)) start
                             (window-start each))))
        (unless (or (> chunk last) (memq chunk wanted)) (push chunk wanted))))
    (sort wanted #'<)))

(defun dixit-highlight--show (&optional window start)
  "Paint what the windows of the current buffer need.
WINDOW, if non-nil, is about to show the buffer from START on."
  (let ((paint (dixit-highlight--fresh)))
    (when paint
      (let ((filled (dixit-highlight--paint-filled paint))
            (wanted (dixit-highlight--wanted window start)))
        (dolist (frame (delete-dups
                        (mapcar #'window-frame
                                (get-buffer-window-list nil 'nomini 'visible))))
          (dixit-palette--tint frame))
        (save-restriction
          (widen)
          (let ((before (hash-table-count filled)))
            (dolist (chunk wanted) (dixit-highlight--fill paint chunk))
            (when (> (hash-table-count filled)
                     (+ dixit-highlight--keep (length wanted)))
              ;; The oldest few: deleting overlays takes long in Emacs 28.
              (cl-loop for chunk in (cl-set-difference (hash-table-keys filled) wanted)
                       repeat (max dixit-highlight--few
                                   (- (hash-table-count filled) before))
                       do (dixit-highlight--empty paint chunk)))))))))

(defun dixit-highlight--scrolled (window start)
  "Paint what is in WINDOW, which is about to start at START."
  ;; An error here would reach redisplay and take the hook away.
  (with-demoted-errors "Dixit: %S"
    (when (eq (window-buffer window) (current-buffer))
      (dixit-highlight--show window start))))

(defun dixit-highlight--configured ()
  "Paint what the windows show after their configuration has changed."
  (with-demoted-errors "Dixit: %S"
    (dixit-highlight--show)))

;;;; For the rest of Dixit

(defun dixit-highlight-painted-p (document)
  "Return non-nil if DOCUMENT is what is painted in the current buffer."
  (let ((paint (dixit-highlight--paint)))
    (and paint (eq document (dixit-highlight--paint-document paint)))))

(defun dixit-highlight-show (&optional document from to)
  "Paint DOCUMENT, an analysis of the current buffer as it is now.
Without DOCUMENT, paint what is missing of the one painted already.  With FROM
and TO it is of the part between these positions alone, and what is painted
elsewhere stays.  The overlays of an earlier document are replaced in one go."
  (if document
      (dixit-highlight--replace document from to)
    (dixit-highlight--show))
  (add-hook 'window-scroll-functions #'dixit-highlight--scrolled nil t)
  (add-hook 'window-configuration-change-hook #'dixit-highlight--configured
            nil t))

(defun dixit-highlight--replace (document from to)
  "Paint DOCUMENT, of the part between FROM and TO, in place of what is there."
  (let* ((old (dixit-highlight--paint))
         (new (dixit-highlight--prepare document old from to)))
    (unless old (dixit-highlight--clear))
    (setq dixit-highlight--paint new)
    (unwind-protect
        (progn
          (when old (setq dixit-highlight--spare (dixit-highlight--all old)))
          (dixit-highlight--show))
      (let ((rest dixit-highlight--spare)
            left)
        (setq dixit-highlight--spare nil)
        (while rest
          (let* ((cell rest)
                 (start (overlay-start (car cell))))
            (setq rest (cdr rest))
            (if (or (not start)
                    (<= (dixit-highlight--paint-from new) start
                        (dixit-highlight--paint-to new)))
                (setcdr cell (prog1 left (setq left cell)))
              (setcdr cell (dixit-highlight--paint-kept new))
              (setf (dixit-highlight--paint-kept new) cell))))
        (save-restriction
          (widen)
          (dixit-highlight--delete left))))))

(defun dixit-highlight--all (paint)
  "Return a list of all overlays of PAINT, and let it have none any more."
  (let* ((filled (dixit-highlight--paint-filled paint))
         (all (mapcan (lambda (chunk) (gethash chunk filled))
                      (sort (hash-table-keys filled) #'<))))
    (prog1 (nconc all (dixit-highlight--paint-kept paint))
      (clrhash filled)
      (setf (dixit-highlight--paint-kept paint) nil))))

(defun dixit-highlight-missing ()
  "Return the part of the text that the windows show and nothing is known of.
The value is a pair of positions, or nil if all that is visible is painted."
  (let* ((paint (dixit-highlight--fresh))
         (wanted (cl-remove-if
                  (lambda (chunk)
                    (and paint
                         (<= (dixit-highlight--paint-from paint)
                             (1+ (* chunk dixit-highlight--chunk)))
                         (<= (min (save-restriction (widen) (point-max))
                                  (1+ (* (1+ chunk) dixit-highlight--chunk)))
                             (dixit-highlight--paint-to paint))))
                  (dixit-highlight--wanted))))
    (and wanted
         (cons (1+ (* (apply #'min wanted) dixit-highlight--chunk))
               (1+ (* (1+ (apply #'max wanted)) dixit-highlight--chunk))))))

(defun dixit-highlight--delete (overlays)
  "Delete OVERLAYS of the widened buffer, a new list."
  ;; Emacs 28 looks for each from the last one before its center on.
  (overlay-recenter (point-max))
  (mapc #'delete-overlay
        (sort overlays (lambda (a b) (> (or (overlay-end a) 0)
                                        (or (overlay-end b) 0))))))

(defun dixit-highlight--clear ()
  "Delete the overlays of Dixit in the current buffer."
  (let ((paint (dixit-highlight--paint)))
    (save-restriction
      (widen)
      (if paint
          (dixit-highlight--delete (dixit-highlight--all paint))
        ;; A clone has copies that nobody has a list of.
        (remove-overlays (point-min) (point-max) 'category 'dixit-overlay)))))

(defun dixit-highlight-hide ()
  "Take everything that is painted off the current buffer."
  (dixit-highlight--clear)
  (kill-local-variable 'dixit-highlight--paint)
  (remove-hook 'window-scroll-functions #'dixit-highlight--scrolled t)
  (remove-hook 'window-configuration-change-hook
               #'dixit-highlight--configured t))

(defun dixit-highlight-slots (document)
  "Return the table of the colours of the people in DOCUMENT.
It is that of what is painted in the current buffer, if anything is.
`dixit-palette-face' reads it."
  (let ((paint (dixit-highlight--paint)))
    (if paint (dixit-highlight--paint-slots paint)
      (dixit-palette--assign (dixit-document-ranked document) nil))))

;;;; Hovering

(defun dixit-highlight--help-echo (window overlay position)
  "Return what the mouse at POSITION over OVERLAY in WINDOW is told."
  (when (overlayp overlay)
    (with-current-buffer (if (window-live-p window) (window-buffer window)
                           (overlay-buffer overlay))
      (let ((paint (dixit-highlight--fresh)))
        (when paint
          (dixit-describe-at (dixit-highlight--paint-document paint) position))))))

(provide 'dixit-highlight)

;;; dixit-highlight.el ends here
