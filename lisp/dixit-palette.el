;;; dixit-palette.el --- Colours for people  -*- lexical-binding: t -*-

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

;; The faces of speakers and of their words, and which of them is whose.
;;
;; A colour comes from the name, so that a person has the same in every text
;; and every session; where two in one text would share one, the one who says
;; less gets the next that is free.  The words said stand on a pale tint of
;; the colour, computed from the theme's background for each frame.

;;; Code:

(require 'cl-lib)
(require 'dixit-document)

(defgroup dixit-highlight nil
  "How Dixit shows speakers and their words."
  :group 'dixit
  :prefix "dixit-")

;;;; Options

(defcustom dixit-tint 0.13
  "How strongly words in quotation marks are tinted on graphic displays.
A number from 0 (no tint) to 1 (the speaker's colour itself), mixed with
the background of the theme.  Words that are only reported get half of it."
  :type '(number :tag "Strength, 0 to 1")
  :safe #'numberp
  :package-version '(dixit . "0.1.0"))

;;;; Faces

(defface dixit-speaker-name
  '((t :weight bold))
  "Face for the name of somebody who speaks, besides the speaker's colour.
It tells a speaker without colour, so let it differ in more than colour."
  :package-version '(dixit . "0.1.0"))

(defface dixit-reference
  '((t :underline t))
  "Face for a pronoun or description that means a speaker.
The speaker's colour is added to it."
  :package-version '(dixit . "0.1.0"))

;; Where a frame has fonts, each piece of text in another weight or slant than
;; the rest makes a few hundred bytes of garbage whenever it is laid out, which is
;; at every key.  So bold is for names, and slants are for terminals.

(defface dixit-second-round
  '((((type graphic)) :overline t)
    (t :slant italic))
  "Face for speakers whose colour is another's too.
In a text with more speakers than there are colours it goes, besides
the colour, to those who come after the last colour is taken."
  :package-version '(dixit . "0.1.0"))

(defface dixit-person
  '((((class color) (min-colors 88) (background light)) :foreground "#45505c")
    (((class color) (min-colors 88) (background dark)) :foreground "#b9c3cf")
    (t :slant italic))
  "Face for the name of a person who says nothing and has no colour."
  :package-version '(dixit . "0.1.0"))

(defface dixit-entity
  '((((class color) (min-colors 88) (background light)) :foreground "#5d6873")
    (((class color) (min-colors 88) (background dark)) :foreground "#9aa5b1")
    (((class color) (min-colors 16) (background light)) :foreground "brightblack")
    (t nil))
  "Face for places, organisations and other names that do not speak.
Modest, so that speakers stand out."
  :package-version '(dixit . "0.1.0"))

(defface dixit-cue
  '((((type graphic) (class color) (background light)) :foreground "#666666")
    (((type graphic) (class color) (background dark)) :foreground "#a4a4a4")
    (t :slant italic))
  "Face for the words that introduce a quotation, such as \"said\"."
  :package-version '(dixit . "0.1.0"))

(defface dixit-source
  '((t nil))
  "Face for all the words that name the speaker of a quotation.
The speaker's colour is added to it, if there is a speaker with a name."
  :package-version '(dixit . "0.1.0"))

(defface dixit-unnamed-source
  '((t :underline t))
  "Face for the words that tell of a speaker without a name.
Such as \"a senior official\"."
  :package-version '(dixit . "0.1.0"))

(defface dixit-quote
  '((t nil))
  "Face for the words of a speaker without a name.
Unless it is customised, graphic displays get a background computed from
the theme's colours and `dixit-tint'."
  :package-version '(dixit . "0.1.0"))

(defface dixit-paraphrase
  '((t nil))
  "Face for the reported words of a speaker without a name.
Unless it is customised, graphic displays get a background computed from
the theme's colours and `dixit-tint'."
  :package-version '(dixit . "0.1.0"))

(defface dixit-unattributed
  '((((supports :underline (:style wave)) (background light))
     :underline (:style wave :color "#c2570c"))
    (((supports :underline (:style wave)) (background dark))
     :underline (:style wave :color "#f2a65a"))
    (((class color) (min-colors 8)) :foreground "red" :weight bold :underline t)
    (t :inverse-video t))
  "Face for a quotation that the text gives to nobody."
  :package-version '(dixit . "0.1.0"))

(defface dixit-doubtful
  `((((type graphic) (background light))
     :underline (:style ,(if (>= emacs-major-version 30) 'dots 'line)
                        :color "#a0a0a0"))
    (((type graphic) (background dark))
     :underline (:style ,(if (>= emacs-major-version 30) 'dots 'line)
                        :color "#808080"))
    (t :underline t))
  "Face for a quotation of which it is doubtful whose it is, or if it is one.
It is added to that of the speaker.  See the variable `dixit-doubtful'."
  :package-version '(dixit . "0.1.0"))

(eval-and-compile
  (defconst dixit-palette--rows
    ;; Hues chosen for the greatest least distance in Oklab as seen with
    ;; normal sight, protanopia, deuteranopia and tritanopia, at a contrast
    ;; of at least 5 with a white or a near-black background.
    ;;
    ;; Eight colours are fewer than the people: there the second four names
    ;; are underlined.  On a light terminal green, cyan and yellow cannot be
    ;; read, least of all where bold makes them bright, so that one of four
    ;; has no colour at all.
    ;; light      dark       light 8   dark 16         dark 8
    '(("#2d62cf" "#a0b5f8" "blue"    "brightblue"    "cyan")
      ("#9e1b08" "#fda969" "red"     "brightred"     "yellow")
      ("#00592b" "#54d7b6" nil       "brightgreen"   "green")
      ("#82155e" "#d091b8" "magenta" "brightmagenta" "magenta")
      ("#776400" "#f0d250" "blue"    "brightyellow"  "cyan")
      ("#0b6889" "#83e6f7" "red"     "brightcyan"    "yellow")
      ("#8c4a55" "#e98a70" nil       "brightgreen"   "green")
      ("#551cb7" "#a99efc" "magenta" "brightmagenta" "magenta"))
    "Colours of speakers for each kind of display."))

(defconst dixit-palette--colors (length dixit-palette--rows)
  "How many colours there are.")

(defmacro dixit-palette--define-faces ()
  "Define the faces of each colour of `dixit-palette--rows'."
  (let ((number 0) forms)
    (dolist (row dixit-palette--rows)
      (cl-incf number)
      (pcase-let* ((`(,light ,dark ,light8 ,dark16 ,dark8) row)
                   (few (lambda (color)
                          (append (and color (list :foreground color))
                                  (and (or (not color) (> number 4))
                                       '(:underline t))))))
        (push
         `(defface ,(intern (format "dixit-speaker-%d" number))
            '((((class color) (min-colors 88) (background light))
               :foreground ,light)
              (((class color) (min-colors 88) (background dark))
               :foreground ,dark)
              (((class color) (min-colors 8) (background light))
               ,@(funcall few light8))
              (((class color) (min-colors 16) (background dark))
               :foreground ,dark16)
              (((class color) (min-colors 8) (background dark))
               ,@(funcall few dark8))
              (t nil))
            ,(format "Face for the colour of speakers, number %d.
Names of these speakers have it, and pronouns that mean them." number)
            :package-version '(dixit . "0.1.0"))
         forms)
        (dolist (what '(("quote" "in quotation marks")
                        ("paraphrase" "reported without quotation marks")))
          (push
           `(defface ,(intern (format "dixit-%s-%d" (car what) number))
              '((((type graphic)) nil)
                ;; A name may be underlined; whole sentences may not.
                (t :inherit ,(intern (format "dixit-speaker-%d" number))
                   :underline nil))
              ,(format "Face for words %s of speakers number %d.
Unless it is customised, graphic displays get a background computed from
`dixit-speaker-%d', the theme's background and `dixit-tint'."
                       (cadr what) number number)
              :package-version '(dixit . "0.1.0"))
           forms))))
    `(progn ,@(nreverse forms))))

(dixit-palette--define-faces)

(defun dixit-palette--face (what slot)
  "Return the face for WHAT in the colour of SLOT.
WHAT is \"speaker\", \"quote\" or \"paraphrase\"."
  (intern (format "dixit-%s-%d" what (1+ (mod slot dixit-palette--colors)))))

;;;; Tints

;; The tints are attributes of faces on a frame, not of overlays, so that a
;; text shown at once on a light frame, a dark one and a terminal is right on
;; each of them.

(defun dixit-palette--mix (color background strength)
  "Mix COLOR into BACKGROUND with STRENGTH from 0 to 1.
The colours are lists as `color-values' returns."
  (apply #'format "#%02x%02x%02x"
         (cl-mapcar (lambda (c b)
                      (ash (round (+ (* strength c) (* (- 1 strength) b))) -8))
                    color background)))

(defun dixit-palette--strength (background)
  "Return how much of a speaker's colour goes into BACKGROUND.
The eye tells dark shades apart less well: they get more."
  (let ((strength (min 1 (max 0 (or dixit-tint 0)))))
    (if (< (apply #'+ background) (* 3 #x6000))
        (min 1 (* 1.8 strength))
      strength)))

(defun dixit-palette--own-p (face)
  "Return non-nil if FACE is neither customised nor set by a theme."
  (not (or (get face 'saved-face) (get face 'customized-face)
           (get face 'theme-face) (get face 'face-override-spec))))

(defun dixit-palette--tint-face (face tint frame)
  "Give FACE the background TINT on FRAME, unless it is the user's own.
Do nothing if it has it already, which is the common case."
  (when (and (not (equal tint (face-attribute face :background frame)))
             (dixit-palette--own-p face))
    (set-face-attribute face frame :background tint)))

(defconst dixit-palette--tinted
  (cl-loop for slot below dixit-palette--colors
           collect (mapcar (lambda (what) (dixit-palette--face what slot))
                           '("speaker" "quote" "paraphrase")))
  "Lists of a face that has a colour and two that have tints of it.")

(defun dixit-palette--tints (frame colors background text &rest _)
  "Return an alist from faces to their tints on FRAME.
COLORS are those of `dixit-palette--tinted' in turn, BACKGROUND and TEXT the
default face's, names all of them or nil."
  (cl-flet ((values (color) (and color (color-values color frame))))
    (let ((back (values background))
          (words (values text))
          tints)
      (when (and back words)
        (cl-flet ((tint (face color times)
                    (let ((much (* times (dixit-palette--strength back))))
                      (push (cons face (if (zerop much) 'unspecified
                                         (dixit-palette--mix color back much)))
                            tints))))
          (cl-loop for (_ quote paraphrase) in dixit-palette--tinted
                   for color in (mapcar #'values colors)
                   if color do
                   (tint quote color 1)
                   (tint paraphrase color 0.4))
          (tint 'dixit-quote words 0.6)
          (tint 'dixit-paraphrase words 0.25)))
      tints)))

(defvar dixit-palette--known (make-hash-table :test #'eq :weakness 'key)
  "What `dixit-palette--tints' was asked for each frame, and its answer, a pair.")

(defun dixit-palette--tint (frame)
  "Give words their tints on FRAME."
  (when (display-graphic-p frame)
    (let* ((wanted (list (mapcar (lambda (faces)
                                   (face-foreground (car faces) frame 'default))
                                 dixit-palette--tinted)
                         (face-background 'default frame)
                         (face-foreground 'default frame)
                         dixit-tint))
           (known (gethash frame dixit-palette--known)))
      (unless (equal wanted (car known))
        (setq known (cons wanted (apply #'dixit-palette--tints frame wanted)))
        (puthash frame known dixit-palette--known))
      (dolist (pair (cdr known))
        (dixit-palette--tint-face (car pair) (cdr pair) frame)))))

;;;; One colour a person

(defun dixit-palette--hash (name)
  "Return a number from NAME that is the same in every session.
It is that of the last word, so that a person who is Rubio here, Marco Rubio
there and Senator Rubio elsewhere has the same colour everywhere."
  (let* ((words (split-string (downcase name) "[^[:alnum:]'’-]+" t))
         (last (car (last (or (cl-remove-if
                               (lambda (word)
                                 (member word '("jr" "sr" "ii" "iii" "iv")))
                               words)
                              (list name))))))
    (string-to-number (substring (md5 last nil nil 'utf-8) 0 7) 16)))

(defun dixit-palette--key (name)
  "Return what tells somebody called NAME from others, or nil for no name."
  (and name (not (equal name "")) (downcase name)))

(defun dixit-palette--assign (ranked before)
  "Give colours to those in RANKED, see `dixit-document-prominent'.
Return a hash table from keys to slots, numbers from 0.  BEFORE is such a
table of an earlier state of the text, or nil: colours in it are kept.
A slot beyond the number of colours is the same colour the second time
round, see `dixit-second-round'."
  (let* ((colors dixit-palette--colors)
         (slots (make-hash-table :test #'equal))
         (taken (make-bool-vector (* 2 colors) nil))
         speakers silent)
    (cl-loop for (_ name quotes) on (append ranked nil) by #'cdddr
             for key = (dixit-palette--key name)
             if key do (if (> quotes 0) (push key speakers) (push key silent)))
    (setq speakers (nreverse speakers)
          silent (nreverse silent))
    (cl-labels
        ((take (key slot)
           (aset taken slot t)
           (puthash key slot slots))
         (keep (key)
           (let ((slot (and before (gethash key before))))
             (when (and slot (not (gethash key slots)) (not (aref taken slot)))
               (take key slot))))
         (find (key rounds)
           (unless (or (gethash key slots)
                       (and (= rounds 1)
                            (cl-loop for slot below colors
                                     always (aref taken slot))))
             (let ((hash (dixit-palette--hash key)))
               (or (cl-loop
                    for round below rounds
                    thereis
                    (cl-loop for step below colors
                             for slot = (+ (* round colors)
                                           (mod (+ hash step) colors))
                             unless (aref taken slot)
                             return (take key slot)))
                   (when (> rounds 1)
                     (take key (mod hash (* 2 colors)))))))))
      (mapc #'keep speakers)
      ;; Who speaks from now on takes nobody's colour while others are free.
      (let ((room (cl-loop for slot below colors count (not (aref taken slot)))))
        (dolist (key speakers)
          (unless (gethash key slots) (cl-decf room)))
        (dolist (key silent)
          (when (and (> room 0) (keep key)) (cl-decf room))))
      (dolist (key speakers) (find key 2))
      (mapc #'keep silent)
      (dolist (key silent) (find key 1)))
    slots))

(defun dixit-palette-face (slots name)
  "Return the face of the colour that SLOTS has for NAME, or nil.
SLOTS is a table as `dixit-palette--assign' returns."
  (let ((slot (and name (gethash (downcase name) slots))))
    (and slot (dixit-palette--slot-face slot))))

(defun dixit-palette--slot-face (slot)
  "Return the face of the colour in SLOT, a list."
  (delq nil (list (and (>= slot dixit-palette--colors) 'dixit-second-round)
                  (dixit-palette--face "speaker" slot))))

(provide 'dixit-palette)

;;; dixit-palette.el ends here
