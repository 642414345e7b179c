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

(defconst dixit-highlight--chunk 2048
  "Characters that get their overlays together.")

(defconst dixit-highlight--keep 12
  "Chunks that may keep their overlays though no window is near.")

(defconst dixit-highlight--few 2
  "Chunks that lose their overlays together, or as many as get theirs.")

(cl-defstruct (dixit-highlight--paint (:copier nil))
  "What is painted of a document."
  buffer                ; whose overlays these are
  tick                  ; `buffer-chars-modified-tick' of the document
  document
  from to               ; the part of the buffer that the document is of
  slots                 ; see `dixit-palette--assign'
  filled                ; hash from chunks that have overlays to
                        ; (NAMES . IDS), overlays and ids of quotations
  drawn)                ; hash from an id of a quotation to
                        ; (FIRST LAST . OVERLAYS), the chunks with it

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

(defun dixit-highlight--overlay (start end face priority item)
  "Make an overlay from START to END with FACE, PRIORITY and ITEM.
Return it."
  (let ((overlay (make-overlay start end nil t)))
    (overlay-put overlay 'category 'dixit-overlay)
    (overlay-put overlay 'face face)
    (overlay-put overlay 'priority priority)
    (overlay-put overlay 'dixit-item item)
    overlay))

(defun dixit-highlight--overlays (start end face priority item)
  "Make overlays from START to END with FACE, PRIORITY and ITEM.
Return them, a list.  Each covers the words of one line, for a newline and
an indentation would show as a ragged edge of the tint."
  (if (> (- end start) dixit-highlight--chunk)
      (list (dixit-highlight--overlay start end face priority item))
    (let (overlays)
      (save-excursion
        (goto-char start)
        (while (progn (skip-chars-forward " \t\n\r\f" end) (< (point) end))
          (let ((from (point)))
            (skip-chars-forward "^\n" end)
            (let ((next (point)))
              (skip-chars-backward " \t\r\f" from)
              (push (dixit-highlight--overlay from (point) face priority item)
                    overlays)
              (goto-char next)))))
      overlays)))

(defun dixit-highlight--slot (paint entity)
  "Return the slot of ENTITY, which may be nil, in PAINT, or nil for none.
Speakers who are not among the prominent have one by their name alone."
  (when entity
    (let ((key (dixit-palette--key entity)))
      (and key
           (or (gethash key (dixit-highlight--paint-slots paint))
               (and (> (dixit-entity-quotes entity) 0)
                    (mod (dixit-palette--hash key)
                         (* 2 dixit-palette--colors))))))))

(defun dixit-highlight--speaker-face (slot &optional more)
  "Return the face of the speaker in SLOT, with MORE before it."
  (append (and more (list more)) (dixit-palette--slot-face slot)))

(defun dixit-highlight--mention-face (paint mention)
  "Return the face for MENTION in PAINT, or nil for none."
  (let* ((entity (dixit-document-entity (dixit-highlight--paint-document paint)
                                        (dixit-mention-entity mention)))
         (speaks (and entity (> (dixit-entity-quotes entity) 0)))
         (slot (dixit-highlight--slot paint entity))
         (type (dixit-mention-type mention))
         (name (eq (dixit-mention-kind mention) 'name)))
    (cond
     ((and (eq (dixit-mention-kind mention) 'pronoun)
           (not dixit-highlight-pronouns))
      nil)
     ((and speaks slot)
      (dixit-highlight--speaker-face
       slot (if name 'dixit-speaker-name 'dixit-reference)))
     ((not name) nil)
     ((not (memq type dixit-highlight-types)) nil)
     (slot (dixit-highlight--speaker-face slot))
     ((eq type 'PER) 'dixit-person)
     (t 'dixit-entity))))

(defun dixit-highlight--fill-names (paint start end)
  "Return new overlays of PAINT for the names that begin from START to END."
  (let (overlays)
    (dolist (mention (dixit-document-mentions-in
                      (dixit-highlight--paint-document paint) start end))
      (let ((face (and (<= start (dixit-mention-start mention))
                       (dixit-highlight--mention-face paint mention))))
        (when face
          (setq overlays (nconc (dixit-highlight--overlays
                                 (dixit-mention-start mention)
                                 (dixit-mention-end mention)
                                 face -10 mention)
                                overlays)))))
    overlays))

(defun dixit-highlight--marks-in (document start end)
  "Return outermost marked passages of DOCUMENT from START to END.
The value is a list of pairs."
  (let ((last start) passages)
    (dolist (mark (dixit-document-marks-in document start end))
      (when (and (>= (dixit-mark-start mark) last)
                 (<= (dixit-mark-end mark) end))
        (setq last (dixit-mark-end mark))
        (push (cons (dixit-mark-start mark) last) passages)))
    passages))

(defun dixit-highlight--fill-quote (paint quote)
  "Return new overlays of PAINT for QUOTE."
  (let* ((slot (dixit-highlight--slot
                paint (dixit-document-entity
                       (dixit-highlight--paint-document paint)
                       (dixit-quote-entity quote))))
         (kind (dixit-quote-kind quote))
         (source (dixit-quote-source quote))
         (nobody (not (or slot source (dixit-quote-speaker quote))))
         (said (cond (slot (dixit-palette--face "quote" slot))
                     ((and nobody (not (eq kind 'indirect)))
                      'dixit-unattributed)
                     (t 'dixit-quote)))
         (reported (cond (slot (dixit-palette--face "paraphrase" slot))
                         (t 'dixit-paraphrase)))
         overlays)
    (cl-flet ((paint (pieces face priority)
                (pcase-dolist (`(,start . ,end) pieces)
                  (setq overlays (nconc (dixit-highlight--overlays
                                         start end face priority quote)
                                        overlays)))))
      (if (eq kind 'direct)
          (paint (dixit-quote-content quote) said -30)
        (paint (dixit-quote-content quote) reported -40)
        (pcase-dolist (`(,start . ,end) (dixit-quote-content quote))
          (paint (dixit-highlight--marks-in
                  (dixit-highlight--paint-document paint) start end)
                 said -30)))
      (when (and (dixit-doubtful-p quote) (not nobody))
        (paint (dixit-quote-content quote) 'dixit-doubtful -25))
      (paint (dixit-quote-cue quote) 'dixit-cue -20)
      (paint (and (or dixit-highlight-pronouns
                      (not (eq (dixit-quote-source-kind quote) 'pronoun)))
                  source)
             (if slot (dixit-highlight--speaker-face slot 'dixit-source)
               'dixit-unnamed-source)
             -20))
    overlays))

(defun dixit-highlight--chunk-of (position)
  "Return the number of the chunk with POSITION."
  (/ (1- position) dixit-highlight--chunk))

(defun dixit-highlight--prepare (document before from to)
  "Return a new `dixit-highlight--paint' of DOCUMENT, nothing painted yet.
BEFORE is the table of slots to keep colours from, or nil.  FROM and TO are the
ends of the part of the buffer that DOCUMENT is of, or nil for all of it."
  (save-restriction
    (widen)
    (make-dixit-highlight--paint
     :buffer (current-buffer)
     :tick (buffer-chars-modified-tick)
     :document document
     :from (or from (point-min)) :to (or to (point-max))
     :slots (dixit-palette--assign (dixit-document-prominent document) before)
     :filled (make-hash-table :test #'eql)
     :drawn (make-hash-table :test #'eql))))

(defun dixit-highlight--fill (paint chunk)
  "Make the overlays of PAINT in CHUNK."
  (let* ((filled (dixit-highlight--paint-filled paint))
         (drawn (dixit-highlight--paint-drawn paint))
         (start (max (dixit-highlight--paint-from paint)
                     (1+ (* chunk dixit-highlight--chunk))))
         (end (min (dixit-highlight--paint-to paint)
                   (1+ (* (1+ chunk) dixit-highlight--chunk))))
         ids)
    (unless (or (gethash chunk filled) (>= start end))
      (dolist (quote (dixit-document-quotes-in
                      (dixit-highlight--paint-document paint) start end))
        (unless (eq (dixit-quote-kind quote) 'term)
          (let ((id (dixit-quote-id quote)))
            (push id ids)
            (unless (gethash id drawn)
              (pcase-let ((`(,from . ,to) (dixit-quote-extent quote)))
                (puthash id (cl-list* (dixit-highlight--chunk-of from)
                                      (dixit-highlight--chunk-of (1- to))
                                      (dixit-highlight--fill-quote paint quote))
                         drawn))))))
      (puthash chunk
               (cons (dixit-highlight--fill-names paint start end) ids)
               filled))))

(defun dixit-highlight--empty (paint chunk)
  "Delete the overlays of PAINT in CHUNK, but for what other chunks show."
  (let* ((filled (dixit-highlight--paint-filled paint))
         (drawn (dixit-highlight--paint-drawn paint))
         (content (gethash chunk filled)))
    (remhash chunk filled)
    (mapc #'delete-overlay (car content))
    (dolist (id (cdr content))
      (pcase-let ((`(,first ,last . ,overlays) (gethash id drawn)))
        (unless (cl-loop for other being the hash-keys of filled
                         thereis (<= first other last))
          (mapc #'delete-overlay overlays)
          (remhash id drawn))))))

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
  "Return the chunks that the windows of the current buffer need.
WINDOW, if non-nil, is about to show the buffer from START on."
  (let ((last (save-restriction
                (widen)
                (dixit-highlight--chunk-of (max (point-min) (1- (point-max))))))
        wanted)
    (dolist (each (get-buffer-window-list nil 'nomini 'visible))
      (dolist (chunk (dixit-highlight--visible
                      each (if (and start (eq each window)) start
                             (window-start each))))
        (when (<= chunk last) (cl-pushnew chunk wanted))))
    wanted))

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

(defun dixit-highlight-show (&optional document from to)
  "Paint DOCUMENT, an analysis of the current buffer as it is now.
Without DOCUMENT, paint what is missing of the one painted already.  With FROM
and TO it is of the part between these positions alone.  The overlays of an
earlier document are replaced in one go."
  (when document
    (let ((old (dixit-highlight--paint)))
      (dixit-highlight--clear)
      (setq dixit-highlight--paint
            (dixit-highlight--prepare
             document (and old (dixit-highlight--paint-slots old)) from to)))
    (add-hook 'window-scroll-functions #'dixit-highlight--scrolled nil t)
    (add-hook 'window-configuration-change-hook #'dixit-highlight--configured
              nil t))
  (dixit-highlight--show))

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
    (if paint
        (let (overlays)
          (maphash (lambda (_ content)
                     (setq overlays (append (car content) overlays)))
                   (dixit-highlight--paint-filled paint))
          (maphash (lambda (_ content)
                     (setq overlays (append (cddr content) overlays)))
                   (dixit-highlight--paint-drawn paint))
          (save-restriction
            (widen)
            (dixit-highlight--delete overlays)))
      ;; A clone has copies that nobody has a list of.
      (save-restriction
        (widen)
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
      (dixit-palette--assign (dixit-document-entities document) nil))))

;;;; Hovering

(defun dixit-highlight--help-echo (window overlay _position)
  "Return what the mouse over OVERLAY in WINDOW is told."
  (when (overlayp overlay)
    (with-current-buffer (if (window-live-p window) (window-buffer window)
                           (overlay-buffer overlay))
      (let ((paint (dixit-highlight--fresh))
            (item (overlay-get overlay 'dixit-item)))
        (when paint
          (let ((document (dixit-highlight--paint-document paint)))
            (if (dixit-mention-p item)
                (dixit-describe-mention document item)
              (dixit-describe-quote document item))))))))

(provide 'dixit-highlight)

;;; dixit-highlight.el ends here
