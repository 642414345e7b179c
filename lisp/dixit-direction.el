;;; dixit-direction.el --- Texts that are written in one direction  -*- lexical-binding: t -*-

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

;; Where each paragraph may have a direction of its own, Emacs lays the whole
;; window out again at each key, overlays and all, and Emacs 30 twice.  Nearly
;; no text needs that: one without a letter that is written from right to left
;; looks the same if Emacs is told that all its paragraphs go from left to
;; right, and most keys cost a tenth to a third of what they do without the mode.
;;
;; The module looks for such letters in another thread when it reads the text.
;; As soon as one is typed, each paragraph has its own direction again.

;;; Code:

(require 'cl-lib)
(require 'dixit-document)

(defvar dixit-mode)
(declare-function dixit--mod-right-to-left "dixit-module.so")

(defcustom dixit-left-to-right t
  "Non-nil means to tell Emacs that a text is written from left to right if it is.
`dixit-mode' then sets `bidi-paragraph-direction' in a buffer without any
letter that is written from right to left, which looks the same and makes
typing many times as fast.  It does so only where you have not set it, and takes
it back when such a letter comes or the mode goes."
  :type 'boolean
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defvar-local dixit-direction--set nil
  "Non-nil if the direction of this buffer's paragraphs was set here.")

(defconst dixit-direction--most 64
  "The most new characters that are looked at.
Longer ones wait until the module has read them.")

(defun dixit-direction-forget ()
  "Let each paragraph of the current buffer have its own direction again."
  (when dixit-direction--set
    (remove-hook 'after-change-functions #'dixit-direction--after t)
    (when (eq bidi-paragraph-direction 'left-to-right)
      (kill-local-variable 'bidi-paragraph-direction)))
  (kill-local-variable 'dixit-direction--set))

(defun dixit-direction--after (start end &rest _)
  "Look at the new text from START to END."
  (when (or (> (- end start) dixit-direction--most)
            (cl-loop for at from start below end
                     thereis (aref (char-category-set (char-after at)) ?R)))
    (dixit-direction-forget)))

(defun dixit-direction-note (document)
  "Note that DOCUMENT is of all of the current buffer as it is now."
  (let ((native (dixit-document--native document)))
    (cond ((or (not dixit-mode) (not dixit-left-to-right) (not native)
               ;; The module has not seen what is masked.
               (dixit-document--masked document)
               (dixit--mod-right-to-left native))
           (dixit-direction-forget))
          ((not (or (local-variable-p 'bidi-paragraph-direction)
                    bidi-paragraph-direction))
           (setq-local bidi-paragraph-direction 'left-to-right)
           (setq dixit-direction--set t)
           (add-hook 'after-change-functions #'dixit-direction--after nil t)))))

(provide 'dixit-direction)

;;; dixit-direction.el ends here
