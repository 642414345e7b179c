;;; frames.el --- An Emacs to look at, for frames.sh  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; Set up an Emacs whose frame is driven by real keys from outside.  It tells
;; what it shows when it gets <f12>, by a line in the file that the
;; environment variable DIXIT_FRAMES_LOG names.
;;
;; DIXIT_FRAMES_THEME is "light" or "dark", DIXIT_FRAMES_FONT a font,
;; DIXIT_FRAMES_UI "fido" for a vertical list of what can be completed,
;; DIXIT_FRAMES_SETUP a Lisp file to load first.

;;; Code:

(require 'dixit)

(defvar dixit-frames-eldoc ""
  "What ElDoc has told last.")

(defun dixit-frames-note (format &rest arguments)
  "Do what ElDoc does with FORMAT and ARGUMENTS, and keep it: a key clears it."
  (when format
    (setq dixit-frames-eldoc (apply #'format-message format arguments)))
  (apply #'eldoc-minibuffer-message format arguments))

(defvar dixit-frames-log (getenv "DIXIT_FRAMES_LOG"))

(defun dixit-frames-say (format &rest arguments)
  "Append FORMAT with ARGUMENTS to the log."
  (let ((line (apply #'format-message format arguments))
        (inhibit-message t))
    (write-region (concat line "\n") nil dixit-frames-log t 'silent)))

(defun dixit-frames-count (property value)
  "Return how many overlays of the widened buffer have VALUE for PROPERTY."
  (cl-count value
            (save-restriction (widen) (overlays-in (point-min) (point-max)))
            :key (lambda (overlay) (overlay-get overlay property))))

(defun dixit-frames-report ()
  "Tell what is shown."
  (interactive)
  ;; Not by `message': the echo area is part of the picture.
  (dixit-frames-say
   "buffer=%s line=%d overlays=%d dimmed=%d preview=%s list=%s lighter=%s windows=%d hidden=%s analysis=%s text=%s eldoc=%s said=%s"
   (buffer-name) (line-number-at-pos nil t)
   (dixit-frames-count 'category 'dixit-overlay)
   (dixit-frames-count 'category 'dixit-focus-overlay)
   (let ((text (minibuffer-selected-window)))
     (if text (with-current-buffer (window-buffer text)
                (format "%d@%d" (dixit-frames-count 'face 'dixit-preview)
                        (line-number-at-pos (window-point text))))
       ""))
   ;; Without a list, header-line-format is nil.
   (if (derived-mode-p 'dixit-list-mode)
       (substring-no-properties (car (last header-line-format)))
     "")
   (substring-no-properties (or (bound-and-true-p dixit--lighter) ""))
   (length (window-list))
   (and (invisible-p (point)) t)
   (if (dixit-current-document t) "fresh" "stale")
   (truncate-string-to-width (string-trim (or (thing-at-point 'line t) "")) 90)
   (string-trim (string-replace "\n" " " dixit-frames-eldoc))
   (with-current-buffer (messages-buffer)
     (goto-char (point-max))
     (skip-chars-backward "\n")
     (buffer-substring-no-properties (line-beginning-position) (point)))))

(defun dixit-frames-setup ()
  "Make a calm frame, and wait for keys."
  (setq inhibit-startup-screen t
        ring-bell-function #'ignore
        use-dialog-box nil
        use-short-answers t
        make-backup-files nil
        auto-save-default nil
        create-lockfiles nil
        eldoc-idle-delay 0.3
        eldoc-message-function #'dixit-frames-note
        suggest-key-bindings nil
        vc-handled-backends nil)
  (menu-bar-mode -1)
  (when (fboundp 'tool-bar-mode) (tool-bar-mode -1))
  (when (fboundp 'scroll-bar-mode) (scroll-bar-mode -1))
  (blink-cursor-mode -1)
  (when (fboundp 'tooltip-mode) (tooltip-mode -1))
  (let ((dark (equal (getenv "DIXIT_FRAMES_THEME") "dark")))
    (if (display-graphic-p)
        (load-theme (if dark 'modus-vivendi 'modus-operandi) t)
      (setq frame-background-mode (if dark 'dark 'light))
      (mapc #'frame-set-background-mode (frame-list))))
  (when (display-graphic-p)
    (let ((font (getenv "DIXIT_FRAMES_FONT")))
      (when (and font (find-font (font-spec :name font)))
        (set-frame-font font nil t)))
    (setq-default line-spacing 0.15)
    (set-fringe-mode '(12 . 12))
    (set-frame-size (selected-frame) 96 43)
    (setq frame-title-format "dixit-frames"))
  (global-set-key (kbd "C-c q") 'dixit-command-map)
  (global-set-key (kbd "<f12>") #'dixit-frames-report)
  (when (equal (getenv "DIXIT_FRAMES_UI") "fido")
    (fido-vertical-mode))
  (let ((file (getenv "DIXIT_FRAMES_SETUP")))
    (when (and file (not (equal file "")))
      (load file nil t)))
  (repeat-mode)
  ;; What modes have said while they were set up is nobody's business.
  (run-with-timer 0.2 nil (lambda ()
                            (message nil)
                            (dixit-frames-say "ready"))))

(add-hook 'emacs-startup-hook #'dixit-frames-setup)

;;; frames.el ends here
