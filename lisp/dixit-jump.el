;;; dixit-jump.el --- From quotation to quotation, from mention to mention  -*- lexical-binding: t -*-

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

;; Commands that move point through the text.  Each leaves a mark where it
;; started, unless it goes on where another of them arrived; and what
;; `xref-find-definitions' returns by, usually M-, returns from them too.

;;; Code:

(require 'cl-lib)
(require 'seq)
(require 'xref)
(require 'dixit)

(declare-function org-fold-show-context "org-fold" (&optional key))
(declare-function org-show-context "org" (&optional key))

;;;; Going there

(defun dixit--unfold ()
  "Make the text at point visible if it is folded."
  (cond ((not (derived-mode-p 'org-mode)))
        ((fboundp 'org-fold-show-context) (org-fold-show-context 'isearch))
        ((fboundp 'org-show-context) (org-show-context 'isearch)))
  (dolist (overlay (overlays-at (point)))
    (let ((open (overlay-get overlay 'isearch-open-invisible)))
      (when (and open (invisible-p (overlay-get overlay 'invisible)))
        (funcall open overlay)))))

(defun dixit--goto (position)
  "Go to POSITION of the current buffer and show it.
Widen if need be, subject to `widen-automatically'."
  (unless (<= (point-min) position (point-max))
    (if widen-automatically (widen)
      (user-error "That place is outside the narrowed part of the buffer")))
  (goto-char position)
  (dixit--unfold))

(defun dixit--leave-mark ()
  "Make it easy to come back here, by the mark or by `xref-pop-marker-stack'."
  (push-mark nil t)
  (xref-push-marker-stack))

(defun dixit--jump (position)
  "Go to POSITION, and leave a mark here.
Not if one step follows another, nor if the region is active."
  (unless (or (region-active-p)
              (cl-every (lambda (command)
                          (and (symbolp command) (get command 'dixit-step)))
                        (list this-command last-command)))
    (dixit--leave-mark))
  (dixit--goto position))

(dolist (command '(dixit-next-quote dixit-previous-quote
                   dixit-next-same-speaker dixit-previous-same-speaker
                   dixit-next-mention dixit-previous-mention))
  (put command 'dixit-step t))

(defun dixit--index (items position start)
  "Return the index of the first of ITEMS that is not before POSITION.
ITEMS is a vector sorted by what the function START returns."
  (let ((low 0) (high (length items)))
    (while (< low high)
      (let ((middle (ash (+ low high) -1)))
        (if (< (funcall start (aref items middle)) position)
            (setq low (1+ middle))
          (setq high middle))))
    low))

(defun dixit--step (items start count from what)
  "Return the one of ITEMS that is COUNT after position FROM; before, if negative.
ITEMS is a vector sorted by what the function START returns, a position.
WHAT is what they are, for an error if there is none in the accessible part
of the buffer."
  (let* ((index (if (> count 0)
                    (+ (dixit--index items (1+ from) start) count -1)
                  (+ (dixit--index items from start) count)))
         (item (and (<= 0 index) (< index (length items)) (aref items index)))
         (position (and item (funcall start item))))
    (if (and item (<= (point-min) position) (< position (point-max)))
        item
      (user-error "No %s %s this" what (if (< count 0) "before" "after")))))

;;;; Quotations

(defun dixit--tell (quote)
  "Say in the echo area who says QUOTE, and what."
  (message "%s" (dixit--line quote)))

;;;###autoload
(defun dixit-next-quote (&optional count)
  "Go to the start of the next quotation, and name its speaker.
With a prefix argument COUNT, go to the COUNTth; backward if negative.
Repeat with \\`n' and \\`p' under `repeat-mode'."
  (interactive "p")
  (setq count (or count 1))
  (unless (zerop count)
    (let ((quote (dixit--step (dixit--quote-vector (dixit-current-document))
                              #'dixit--start count (point) "quotation")))
      (dixit--jump (dixit--start quote))
      (dixit--tell quote))))

;;;###autoload
(defun dixit-previous-quote (&optional count)
  "Go to the start of the quotation before point, and say who says it.
With a prefix argument COUNT, go to the COUNTth; forward if negative."
  (interactive "p")
  (dixit-next-quote (- (or count 1))))

(defun dixit--speaker-here (document)
  "Return a function that tells quotations of DOCUMENT by the speaker here.
The speaker is whom the words at point mean, or whose quotation they are."
  (let* ((mention (dixit-mention-at document (point)))
         (quote (dixit-quote-at document (point)))
         (entity (if quote (dixit-quote-entity quote)
                   (and mention (dixit-mention-entity mention))))
         (name (and quote (dixit-describe-speaker quote))))
    ;; In words that are said, those who are mentioned do not speak.
    (when (and quote mention (dixit-mention-entity mention)
               (dixit-describe--inside-p (point) (dixit-quote-source quote)))
      (setq entity (dixit-mention-entity mention)))
    (cond (entity (lambda (other) (eql entity (dixit-quote-entity other))))
          (name (lambda (other) (equal name (dixit-describe-speaker other))))
          (quote (lambda (other) (not (dixit-describe-speaker other))))
          (t (user-error "No speaker here")))))

;;;###autoload
(defun dixit-next-same-speaker (&optional count)
  "Go to the next quotation by the speaker at point.
With a prefix argument COUNT, go to the COUNTth; backward if negative."
  (interactive "p")
  (setq count (or count 1))
  (unless (zerop count)
    (let* ((document (dixit-current-document))
           (quote (dixit--step (vconcat (seq-filter (dixit--speaker-here document)
                                                    (dixit--quote-vector document)))
                               #'dixit--start count (point)
                               "quotation by this speaker")))
      (dixit--jump (dixit--start quote))
      (dixit--tell quote))))

;;;###autoload
(defun dixit-previous-same-speaker (&optional count)
  "Go to the quotation before point by the speaker at point.
With a prefix argument COUNT, go to the COUNTth; forward if negative."
  (interactive "p")
  (dixit-next-same-speaker (- (or count 1))))

(defun dixit-next-error (count &optional reset)
  "Go COUNT quotations forward; from the start of the text if RESET.
This serves as `next-error-function' where `dixit-mode' is on."
  (let* ((document (dixit-current-document))
         (quote (if (and (zerop count) (not reset))
                    (dixit-quote-at document (point))
                  (dixit--step (dixit--quote-vector document) #'dixit--start
                               (if (zerop count) 1 count)
                               (if reset (1- (point-min)) (point))
                               "quotation"))))
    (when quote
      (dixit--goto (dixit--start quote))
      (dixit--tell quote))))

;;;; Mentions

(defun dixit--entity-here (document)
  "Return the entity of DOCUMENT that is meant, or speaks, at point.
Signal an error if there is none."
  (let* ((mention (or (dixit-mention-at document (point))
                      (and (> (point) (point-min))
                           (dixit-mention-at document (1- (point))))))
         (quote (dixit-quote-at document (point)))
         (index (or (and mention (dixit-mention-entity mention))
                    (and quote (dixit-quote-entity quote)))))
    (if index (dixit-document-entity document index)
      (user-error "Nobody here"))))

(defun dixit--mentions (document entity)
  "Return the mentions of ENTITY in DOCUMENT, a vector."
  (let ((index (dixit-entity-id entity)))
    (vconcat (seq-filter (lambda (mention)
                           (eql index (dixit-mention-entity mention)))
                         (dixit-document-mentions document)))))

(defun dixit--tell-mention (entity mentions mention)
  "Say in the echo area that this MENTION of ENTITY is one of MENTIONS."
  (message "%s: mention %d of %d" (dixit-describe-entity entity)
           (1+ (cl-position mention mentions)) (length mentions)))

;;;###autoload
(defun dixit-next-mention (&optional count)
  "Go to the next mention of the person, or thing, at point.
In a quotation that is its speaker, unless point is on a name.  With a
prefix argument COUNT, go to the COUNTth; backward if negative."
  (interactive "p")
  (setq count (or count 1))
  (unless (zerop count)
    (let* ((document (dixit-current-document))
           (entity (dixit--entity-here document))
           (mentions (dixit--mentions document entity))
           (mention (dixit--step mentions #'dixit-mention-start count (point)
                                 (format "mention of %s"
                                         (dixit-describe-name entity)))))
      (dixit--jump (dixit-mention-start mention))
      (dixit--tell-mention entity mentions mention))))

;;;###autoload
(defun dixit-previous-mention (&optional count)
  "Go to the mention before point of the person, or thing, at point.
With a prefix argument COUNT, go to the COUNTth; forward if negative."
  (interactive "p")
  (dixit-next-mention (- (or count 1))))

;;;###autoload
(defun dixit-first-mention ()
  "Go to the first mention of the person, or thing, at point."
  (interactive)
  (let* ((document (dixit-current-document))
         (entity (dixit--entity-here document))
         (mentions (dixit--mentions document entity)))
    (when (zerop (length mentions)) (user-error "Mentioned nowhere"))
    (dixit--jump (dixit-mention-start (aref mentions 0)))
    (dixit--tell-mention entity mentions (aref mentions 0))))

;;;###autoload
(defun dixit-goto-antecedent ()
  "Go to the name that the words at point stand for.
From \"he\" or \"the mayor\", and in a quotation from its speaker, that is the
last name of the same person before; from a name, the full name."
  (interactive)
  (let* ((document (dixit-current-document))
         (entity (dixit--entity-here document))
         (mentions (dixit--mentions document entity))
         (here (dixit-mention-at document (point)))
         (full (and here (eq (dixit-mention-kind here) 'name)
                    (dixit-entity-name entity)))
         (names (seq-filter
                 (lambda (mention)
                   (and (eq (dixit-mention-kind mention) 'name)
                        (or (not full)
                            (equal full (dixit-describe-words
                                         (list (cons (dixit-mention-start mention)
                                                     (dixit-mention-end mention))))))))
                 mentions))
         (before (seq-filter (lambda (mention)
                               (< (dixit-mention-start mention) (point)))
                             names))
         (name (or (if full (car names) (car (last before))) (car names))))
    (cond ((not name) (user-error "%s has no name here" (dixit-describe-name entity)))
          ((eq name here) (user-error "This is the name"))
          (t (dixit--jump (dixit-mention-start name))
             (dixit--tell-mention entity mentions name)))))

;;;; All mentions of somebody

;; A kind of location of our own, because those that Xref has tell no line,
;; and differ from one version of Emacs to the next.
(cl-defstruct (dixit-location (:copier nil))
  "A place in a text, for Xref."
  marker line)

(cl-defmethod xref-location-marker ((location dixit-location))
  "Return the marker of LOCATION."
  (dixit-location-marker location))

(cl-defmethod xref-location-line ((location dixit-location))
  "Return the line of LOCATION."
  (dixit-location-line location))

(cl-defmethod xref-location-group ((location dixit-location))
  "Return what LOCATION is listed under."
  (let ((buffer (marker-buffer (dixit-location-marker location))))
    (if buffer (or (buffer-file-name buffer) (buffer-name buffer)) "(gone)")))

(defconst dixit--xref-context 120
  "Characters of a long line that are shown on each side of a mention.")

(defun dixit--xref (mention line same next)
  "Return an Xref item for MENTION in the current buffer, widened, on LINE.
Xref shows the items of one line one after the other: if SAME is non-nil, that
of the mention before this one goes up to it, and this one's goes up to NEXT,
the start of the mention after it or nil.  Point is moved."
  (goto-char (dixit-mention-start mention))
  (let* ((start (point))
         (end (dixit-mention-end mention))
         (next (and next (<= next (line-end-position)) next))
         (from (if same start
                 (max (line-beginning-position) (- start dixit--xref-context))))
         (to (max start (min (or next (line-end-position))
                             (+ end dixit--xref-context))))
         (words (buffer-substring-no-properties from to)))
    (add-face-text-property (- start from) (- (min end to) from)
                            'xref-match nil words)
    (xref-make-match (if (and next (< to next)) (concat words "… ") words)
                     (make-dixit-location :marker (copy-marker start) :line line)
                     (- end start))))

(defun dixit--xrefs (mentions)
  "Return Xref items for MENTIONS of the current buffer, widened."
  (save-excursion
    (let ((line 1) last)
      (cl-loop for (mention next) on (append mentions nil)
               for start = (dixit-mention-start mention)
               for lines = (progn (goto-char (or last (point-min)))
                                  (cl-loop while (search-forward "\n" start t)
                                           count t))
               collect (dixit--xref mention (cl-incf line lines)
                                    (and last (zerop lines))
                                    (and next (dixit-mention-start next)))
               do (setq last start)))))

(defun dixit--read-name (prompt item)
  "Return the name of ITEM or, if that is nil, of whoever is at point.
With a prefix argument, or where there is nobody, ask with PROMPT."
  (or (and (not current-prefix-arg)
           (if item (dixit-item-name item)
             (ignore-error user-error
               (dixit-entity-name (dixit--entity-here (dixit-current-document))))))
      (dixit-entity-name (dixit-read-entity prompt))))

;;;###autoload
(defun dixit-find-mentions (name)
  "List the mentions of the person, or thing, called NAME.
Interactively, the one at point, in a list of the row there; with a prefix
argument, or where there is nobody at point, read the name.  The list is one
of Xref."
  (interactive
   (list (dixit-call-at-place
          (lambda (item) (dixit--read-name "Mentions of" item)))))
  (dixit--leave-mark)
  (let ((buffer (dixit-call-at-place (lambda (_) (current-buffer)))))
    (funcall
     xref-show-xrefs-function
     (lambda ()
       (with-current-buffer buffer
         (save-restriction
           (widen)
           (let* ((document (dixit-current-document))
                  (entity (cl-find name (dixit-document-entities document)
                                   :key #'dixit-entity-name :test #'equal)))
             (unless entity (user-error "%s is not mentioned any more" name))
             (dixit--xrefs (dixit--mentions document entity))))))
     `((window . ,(selected-window)) (display-action . nil) (auto-jump . nil)))))

(provide 'dixit-jump)

;;; dixit-jump.el ends here
