;;; dixit-focus.el --- One speaker in colour, the rest dimmed  -*- lexical-binding: t -*-

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

;; `dixit-highlight-speaker' leaves one person's names and words as they are,
;; and dims everything else.  Overlays of its own lie over what is painted, in
;; the neighbourhood of the windows alone, so that a long text costs no more
;; than a short one.

;;; Code:

(require 'cl-lib)
(require 'dixit)

(defface dixit-dimmed
  '((((class color) (min-colors 88) (background light))
     :foreground "#9a9fa6" :underline nil :weight normal :slant normal)
    (((class color) (min-colors 88) (background dark))
     :foreground "#6a7078" :underline nil :weight normal :slant normal)
    (((class color) (min-colors 16))
     :foreground "brightblack" :underline nil :weight normal :slant normal)
    ;; What `shadow' is in eight colours stands out.
    (((class color))
     :foreground "unspecified-fg" :underline nil :weight light :slant normal)
    (t :underline nil :weight light :slant normal))
  "Face for what `dixit-highlight-speaker' dims.
Unless it is customised it gets the background of the frame, in order to
cover the tints of others."
  :group 'dixit-highlight
  :package-version '(dixit . "0.1.0"))

(defconst dixit-focus--reach 12000
  "Characters before and after the start of a window that are dimmed.")

(defvar-local dixit-focus--name nil
  "The name of the one who is not dimmed in this buffer, or nil.")

(defvar-local dixit-focus--state nil
  "What is dimmed: a list (BUFFER TICK RANGES . OVERLAYS), or nil.
RANGES is a list of (START . END).  A clone has inherited it.")

;;;; Dimming

(defun dixit-focus--clear ()
  "Take the overlays off this buffer."
  (when (eq (car dixit-focus--state) (current-buffer))
    (mapc #'delete-overlay (nthcdr 3 dixit-focus--state)))
  (setq dixit-focus--state nil))

(defun dixit-focus--pieces (document from to)
  "Return what is to be seen of DOCUMENT from FROM to TO, sorted pairs."
  (let (pieces)
    (cl-flet ((it-p (index)
                (and index
                     (equal dixit-focus--name
                            (dixit-entity-name
                             (dixit-document-entity document index)))))
              (see (start end)
                (when (and (< start to) (> end from))
                  (push (cons start end) pieces))))
      (mapc (lambda (mention)
              (when (it-p (dixit-mention-entity mention))
                (see (dixit-mention-start mention) (dixit-mention-end mention))))
            (dixit-document-mentions-in document from to))
      (mapc (lambda (quote)
              (when (it-p (dixit-quote-entity quote))
                (dolist (some (list (dixit-quote-content quote)
                                    (dixit-quote-cue quote)
                                    (dixit-quote-source quote)))
                  (pcase-dolist (`(,start . ,end) some) (see start end)))))
            (dixit-document-quotes-in document from to)))
    (sort pieces (lambda (a b) (< (car a) (car b))))))

(defun dixit-focus--dim (document from to)
  "Return overlays that dim FROM to TO, but for what DOCUMENT says is seen."
  (let ((at from) overlays)
    (cl-flet ((dim (start end)
                (when (< start end)
                  (let ((overlay (make-overlay start end nil t)))
                    (overlay-put overlay 'category 'dixit-focus-overlay)
                    (push overlay overlays)))))
      (pcase-dolist (`(,start . ,end) (dixit-focus--pieces document from to))
        (dim at (min start to))
        (setq at (max at end)))
      (dim at to))
    overlays))

(put 'dixit-focus-overlay 'face 'dixit-dimmed)
(put 'dixit-focus-overlay 'priority 10)
(put 'dixit-focus-overlay 'evaporate t)

(defun dixit-focus--ranges (&optional window start)
  "Return the neighbourhoods of this buffer's windows, a sorted list of pairs.
WINDOW, if non-nil, is about to start at START."
  (let ((ranges (mapcar
                 (lambda (each)
                   (let ((top (if (eq each window) start (window-start each))))
                     (cons (max (point-min) (- top dixit-focus--reach))
                           (min (point-max) (+ top dixit-focus--reach)))))
                 (get-buffer-window-list nil 'nomini 'visible)))
        merged)
    (dolist (range (sort ranges (lambda (a b) (< (car a) (car b)))))
      (if (and merged (<= (car range) (cdar merged)))
          (setcdr (car merged) (max (cdar merged) (cdr range)))
        (push range merged)))
    (nreverse merged)))

(defun dixit-focus--show (&optional window start)
  "Dim what the windows of this buffer need.
WINDOW, if non-nil, is about to start at START."
  (let ((document (and dixit-focus--name (dixit-current-document t)))
        (tick (buffer-chars-modified-tick)))
    (when document
      (save-restriction
        (widen)
        (let* ((ranges (dixit-focus--ranges window start))
               (half (/ dixit-focus--reach 2))
               (done (and (eq (car dixit-focus--state) (current-buffer))
                          (eql (nth 1 dixit-focus--state) tick)
                          (nth 2 dixit-focus--state))))
          (unless (cl-every
                   (lambda (range)
                     (cl-some (lambda (old)
                                (and (<= (car old)
                                         (if (= (car range) (point-min)) (car range)
                                           (+ (car range) half)))
                                     (>= (cdr old)
                                         (if (= (cdr range) (point-max)) (cdr range)
                                           (- (cdr range) half)))))
                              done))
                   ranges)
            (mapc #'dixit-focus--background
                  (mapcar #'window-frame
                          (get-buffer-window-list nil 'nomini 'visible)))
            (dixit-focus--clear)
            (setq dixit-focus--state
                  (cl-list* (current-buffer) tick ranges
                            (cl-loop for (from . to) in ranges
                                     nconc (dixit-focus--dim document from to))))))))))

(defun dixit-focus--background (frame)
  "Give what is dimmed on FRAME the background of FRAME."
  (let ((back (face-background 'default frame)))
    (when (and (display-graphic-p frame) back (color-values back frame))
      (dixit-palette--tint-face
       'dixit-dimmed
       (dixit-palette--mix '(0 0 0) (color-values back frame) 0.0001)
       frame))))

;;;; Keeping it up

(defun dixit-focus--scrolled (window start)
  "Dim what is in WINDOW, which is about to start at START."
  ;; An error here would reach redisplay and take the hook away.
  (with-demoted-errors "Dixit: %S"
    (when (eq (window-buffer window) (current-buffer))
      (dixit-focus--show window start))))

(defun dixit-focus--follow ()
  "Dim what the last analysis, or a change of windows, calls for."
  (with-demoted-errors "Dixit: %S"
    (dixit-focus--show)))

(defun dixit-focus--mode ()
  "Stop with `dixit-mode'."
  (unless dixit-mode (dixit-focus-stop)))

(defun dixit-focus-stop ()
  "Dim nothing in this buffer any more."
  (dixit-focus--clear)
  (kill-local-variable 'dixit-focus--name)
  (kill-local-variable 'dixit-focus--state)
  (remove-hook 'dixit-analyzed-hook #'dixit-focus--follow t)
  (remove-hook 'window-scroll-functions #'dixit-focus--scrolled t)
  (remove-hook 'window-configuration-change-hook #'dixit-focus--follow t)
  (remove-hook 'dixit-mode-hook #'dixit-focus--mode t))

;;;###autoload
(defun dixit-highlight-speaker (name)
  "Leave the names and words of the person called NAME, and dim the rest.
If NAME is nil, dim nothing any more.

Interactively, stop if somebody stands out already; otherwise take the
person at point, or whose words are at point, and ask if there is none.
With a prefix argument always ask.  In a list, the row at point says who, and
its text is dimmed."
  (interactive
   (list (dixit-call-at-place
          (lambda (item)
            (unless (and dixit-focus--name (not current-prefix-arg))
              (dixit--read-name "Dim all but" item))))))
  (dixit-call-at-place (lambda (_) (dixit-focus--on name)))
  (when (called-interactively-p 'interactive)
    (message "%s" (if name
                      (format-message "%s stands out; `%s' again ends it" name
                                      (key-description (this-command-keys)))
                    "Nobody is dimmed"))))

(defun dixit-focus--on (name)
  "Dim all but what is of the person called NAME; if it is nil, nothing."
  (if (not name)
      (dixit-focus-stop)
    (unless dixit-mode (dixit-mode))
    (setq dixit-focus--name name)
    (dixit-focus--clear)
    (add-hook 'dixit-analyzed-hook #'dixit-focus--follow nil t)
    (add-hook 'window-scroll-functions #'dixit-focus--scrolled nil t)
    (add-hook 'window-configuration-change-hook #'dixit-focus--follow nil t)
    (add-hook 'dixit-mode-hook #'dixit-focus--mode nil t)
    (dixit-current-document)
    (dixit-focus--show)))

(provide 'dixit-focus)

;;; dixit-focus.el ends here
