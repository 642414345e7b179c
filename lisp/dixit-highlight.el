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

;;;; What is painted

(defconst dixit-highlight--chunk 2048
  "Characters that get their overlays together.")

(defconst dixit-highlight--keep 12
  "Chunks that may keep their overlays though no window is near.")

(cl-defstruct (dixit-highlight--paint (:copier nil))
  "What is painted of a document."
  buffer                ; whose overlays these are
  tick                  ; `buffer-chars-modified-tick' of the document
  document
  slots                 ; see `dixit-palette--assign'
  quotes                ; vector by chunk: indices of the quotations there
  filled                ; vector by chunk: t, or nil for no overlays there
  names                 ; vector by chunk: overlays of the names
  drawn)                ; hash from an index of a quotation to its overlays

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

(defun dixit-highlight--slot (paint index)
  "Return the slot of the entity with INDEX in PAINT, or nil."
  (when index
    (let ((key (dixit-palette--key
                (aref (dixit-document-entities
                       (dixit-highlight--paint-document paint))
                      index))))
      (and key (gethash key (dixit-highlight--paint-slots paint))))))

(defun dixit-highlight--speaker-face (slot &optional more)
  "Return the face of the speaker in SLOT, with MORE before it."
  (append (and more (list more)) (dixit-palette--slot-face slot)))

(defun dixit-highlight--mention-face (paint mention)
  "Return the face for MENTION in PAINT, or nil for none."
  (let* ((index (dixit-mention-entity mention))
         (entity (and index
                      (aref (dixit-document-entities
                             (dixit-highlight--paint-document paint))
                            index)))
         (speaks (and entity (> (dixit-entity-quotes entity) 0)))
         (slot (dixit-highlight--slot paint index))
         (type (dixit-mention-type mention))
         (name (eq (dixit-mention-kind mention) 'name)))
    (cond
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
  (let* ((mentions (dixit-document-mentions
                    (dixit-highlight--paint-document paint)))
         (index (dixit-describe--first mentions start #'dixit-mention-start))
         mention overlays)
    (while (and (< index (length mentions))
                (< (dixit-mention-start
                    (setq mention (aref mentions index)))
                   end))
      (let ((face (dixit-highlight--mention-face paint mention)))
        (when face
          (setq overlays (nconc (dixit-highlight--overlays
                                 (dixit-mention-start mention)
                                 (dixit-mention-end mention)
                                 face -10 mention)
                                overlays))))
      (cl-incf index))
    overlays))

(defun dixit-highlight--marks-in (document start end)
  "Return outermost marked passages of DOCUMENT from START to END.
The value is a list of pairs."
  (let* ((marks (dixit-document-marks document))
         (index (dixit-describe--first marks start #'dixit-mark-start))
         (last start)
         mark passages)
    (while (and (< index (length marks))
                (< (dixit-mark-start (setq mark (aref marks index))) end))
      (when (and (>= (dixit-mark-start mark) last)
                 (<= (dixit-mark-end mark) end))
        (setq last (dixit-mark-end mark))
        (push (cons (dixit-mark-start mark) last) passages))
      (cl-incf index))
    passages))

(defun dixit-highlight--fill-quote (paint quote)
  "Return new overlays of PAINT for QUOTE."
  (let* ((slot (dixit-highlight--slot paint (dixit-quote-entity quote)))
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
      (paint source
             (if slot (dixit-highlight--speaker-face slot 'dixit-source)
               'dixit-unnamed-source)
             -20))
    overlays))

(defun dixit-highlight--extent (quote)
  "Return the pair of the first and last position of QUOTE, or nil."
  (let (low high)
    (dolist (pieces (list (dixit-quote-content quote) (dixit-quote-cue quote)
                          (dixit-quote-source quote)))
      (pcase-dolist (`(,start . ,end) pieces)
        (setq low (if low (min low start) start)
              high (if high (max high end) end))))
    (and low (cons low high))))

(defun dixit-highlight--chunk-of (position)
  "Return the number of the chunk with POSITION."
  (/ (1- position) dixit-highlight--chunk))

(defun dixit-highlight--prepare (document before)
  "Return a new `dixit-highlight--paint' of DOCUMENT, nothing painted yet.
BEFORE is the table of slots to keep colours from, or nil."
  (let* ((chunks (1+ (dixit-highlight--chunk-of
                      (save-restriction (widen) (point-max)))))
         (quotes (make-vector chunks nil))
         (all (dixit-document-quotes document)))
    (dotimes (i (length all))
      (let* ((index (- (length all) i 1))
             (quote (aref all index))
             (extent (and (not (eq (dixit-quote-kind quote) 'term))
                          (dixit-highlight--extent quote))))
        (when extent
          (cl-loop for chunk from (dixit-highlight--chunk-of (car extent))
                   to (min (1- chunks)
                           (dixit-highlight--chunk-of
                            (max (car extent) (1- (cdr extent)))))
                   do (push index (aref quotes chunk))))))
    (make-dixit-highlight--paint
     :buffer (current-buffer)
     :tick (buffer-chars-modified-tick)
     :document document
     :slots (dixit-palette--assign (dixit-document-entities document) before)
     :quotes quotes
     :filled (make-vector chunks nil)
     :names (make-vector chunks nil)
     :drawn (make-hash-table))))

(defun dixit-highlight--fill (paint chunk)
  "Make the overlays of PAINT in CHUNK."
  (unless (aref (dixit-highlight--paint-filled paint) chunk)
    (aset (dixit-highlight--paint-filled paint) chunk t)
    (let ((start (1+ (* chunk dixit-highlight--chunk)))
          (drawn (dixit-highlight--paint-drawn paint))
          (all (dixit-document-quotes (dixit-highlight--paint-document paint))))
      (aset (dixit-highlight--paint-names paint) chunk
            (dixit-highlight--fill-names
             paint start (+ start dixit-highlight--chunk)))
      (dolist (index (aref (dixit-highlight--paint-quotes paint) chunk))
        (unless (gethash index drawn)
          (puthash index (dixit-highlight--fill-quote paint (aref all index))
                   drawn))))))

(defun dixit-highlight--empty (paint chunk)
  "Delete the overlays of PAINT in CHUNK, but for what other chunks show."
  (let ((filled (dixit-highlight--paint-filled paint))
        (drawn (dixit-highlight--paint-drawn paint))
        (all (dixit-document-quotes (dixit-highlight--paint-document paint))))
    (aset filled chunk nil)
    (mapc #'delete-overlay (aref (dixit-highlight--paint-names paint) chunk))
    (aset (dixit-highlight--paint-names paint) chunk nil)
    (dolist (index (aref (dixit-highlight--paint-quotes paint) chunk))
      (let ((extent (dixit-highlight--extent (aref all index))))
        (unless (cl-loop for other from (dixit-highlight--chunk-of (car extent))
                         to (min (1- (length filled))
                                 (dixit-highlight--chunk-of (cdr extent)))
                         thereis (aref filled other))
          (mapc #'delete-overlay (gethash index drawn))
          (remhash index drawn))))))

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

(defun dixit-highlight--show (&optional window start)
  "Paint what the windows of the current buffer need.
WINDOW, if non-nil, is about to show the buffer from START on."
  (let ((paint (dixit-highlight--paint)))
    ;; The positions of a document hold for its text alone.  After an edit the
    ;; overlays there are move with the text, and new ones have to wait.
    (when (and paint (eql (dixit-highlight--paint-tick paint)
                          (buffer-chars-modified-tick)))
      (let ((filled (dixit-highlight--paint-filled paint))
            (wanted nil))
        (dolist (each (get-buffer-window-list nil 'nomini 'visible))
          (setq wanted (cl-union wanted
                                 (dixit-highlight--visible
                                  each (if (and start (eq each window)) start
                                         (window-start each)))))
          (dixit-palette--tint (window-frame each)))
        (setq wanted (cl-remove-if-not (lambda (chunk) (< chunk (length filled)))
                                       wanted))
        (save-restriction
          (widen)
          (dolist (chunk wanted) (dixit-highlight--fill paint chunk))
          (when (> (cl-count t filled) (+ dixit-highlight--keep (length wanted)))
            (dotimes (chunk (length filled))
              (when (and (aref filled chunk) (not (memql chunk wanted)))
                (dixit-highlight--empty paint chunk)))))))))

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

(defun dixit-highlight-show (&optional document)
  "Paint DOCUMENT, an analysis of the current buffer as it is now.
Without DOCUMENT, paint what is missing of the one painted already.
The overlays of an earlier document are replaced in one go."
  (when document
    (let ((old (dixit-highlight--paint)))
      (dixit-highlight--clear)
      (setq dixit-highlight--paint
            (dixit-highlight--prepare
             document (and old (dixit-highlight--paint-slots old)))))
    (add-hook 'window-scroll-functions #'dixit-highlight--scrolled nil t)
    (add-hook 'window-configuration-change-hook #'dixit-highlight--configured
              nil t))
  (dixit-highlight--show))

(defun dixit-highlight--clear ()
  "Delete the overlays of Dixit in the current buffer."
  (let ((paint (dixit-highlight--paint)))
    (if paint
        (progn
          (mapc (lambda (overlays) (mapc #'delete-overlay overlays))
                (dixit-highlight--paint-names paint))
          (maphash (lambda (_ overlays) (mapc #'delete-overlay overlays))
                   (dixit-highlight--paint-drawn paint)))
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
      (let ((paint (dixit-highlight--paint))
            (item (overlay-get overlay 'dixit-item)))
        (when (and paint (eql (dixit-highlight--paint-tick paint)
                              (buffer-chars-modified-tick)))
          (let ((document (dixit-highlight--paint-document paint)))
            (if (dixit-mention-p item)
                (dixit-describe-mention document item)
              (dixit-describe-quote document item))))))))

(provide 'dixit-highlight)

;;; dixit-highlight.el ends here
