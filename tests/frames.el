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

(defvar dixit-frames-help ""
  "What the mouse was told last.")

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

(defun dixit-frames-colours ()
  "Return the number of the colour of each who has one, \"Last:4 Other:7\"."
  (let ((document (and (bound-and-true-p dixit-mode) (dixit-current-document t)))
        all)
    (when document
      (maphash (lambda (key slot)
                 (push (format "%s:%d" (car (last (split-string key))) slot) all))
               (dixit-highlight-slots document)))
    (string-join (sort all #'string<) " ")))

(defun dixit-frames-place ()
  "Return where point is on the frame, \"X,Y\" in pixels or columns and lines."
  (let ((place (posn-x-y (or (posn-at-point) '(nil nil (0 . 0)))))
        (edges (window-inside-pixel-edges)))
    (format "%d,%d" (+ (car edges) (car place)) (+ (nth 1 edges) (cdr place)))))

(defun dixit-frames-report ()
  "Tell what is shown."
  (interactive)
  ;; Not by `message': the echo area is part of the picture.
  (dixit-frames-say
   "buffer=%s line=%d overlays=%d dimmed=%d preview=%s list=%s lighter=%s windows=%d hidden=%s analysis=%s at=%s colours=%s text=%s eldoc=%s help=%s said=%s"
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
   (dixit-frames-place)
   (dixit-frames-colours)
   (truncate-string-to-width (string-trim (or (thing-at-point 'line t) "")) 90)
   (string-trim (string-replace "\n" " " dixit-frames-eldoc))
   (string-trim (string-replace "\n" " " dixit-frames-help))
   (with-current-buffer (messages-buffer)
     (goto-char (point-max))
     (skip-chars-backward "\n")
     (buffer-substring-no-properties (line-beginning-position) (point)))))

;; What other programs show.  Debian has Elfeed, Nov and Markdown Mode as
;; packages, which -Q leaves out.

(defun dixit-frames-library (name)
  "Load the library NAME, Emacs's own or Debian's; say if it is not there."
  (let ((load-path (append load-path
                           (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa-src/*"))))
    (unless (require name nil t)
      (dixit-frames-say "no %s" name)
      (user-error "No %s here" name))
    ;; What it loads later.
    (setq-default load-path load-path)))

(defun dixit-frames-file (name)
  "Return the name of the file NAME in the directory of the pictures."
  (expand-file-name name (file-name-directory dixit-frames-log)))

(defvar gnus-home-directory)
(defvar gnus-directory)
(defvar gnus-select-method)
(defvar gnus-init-file)
(defvar gnus-startup-file)
(defvar gnus-save-newsrc-file)
(defvar gnus-read-newsrc-file)
(defvar gnus-use-dribble-file)
(defvar gnus-novice-user)
(defvar gnus-interactive-exit)
(declare-function gnus-no-server "gnus")
(declare-function gnus-group-make-doc-group "gnus-group")

(defun dixit-frames-gnus ()
  "Start Gnus with no news but the mail in the directory of the pictures."
  (interactive)
  ;; It remembers groups, and another Emacs was here before.
  (setq gnus-home-directory (file-name-as-directory
                             (make-temp-file (expand-file-name "gnus" (getenv "HOME")) t))
        gnus-directory gnus-home-directory
        gnus-select-method '(nnnil "")
        gnus-init-file nil
        gnus-startup-file (expand-file-name "newsrc" gnus-home-directory)
        gnus-save-newsrc-file nil
        gnus-read-newsrc-file nil
        gnus-use-dribble-file nil
        gnus-novice-user nil
        gnus-interactive-exit nil)
  (require 'gnus)
  (gnus-no-server)
  (gnus-group-make-doc-group (dixit-frames-file "harbour.mbox") 'mbox)
  (switch-to-buffer "*Group*")
  (goto-char (point-max))
  (forward-line -1))

(defvar elfeed-db-directory)
(declare-function elfeed-db-load "ext:elfeed-db")
(declare-function elfeed-show-entry "ext:elfeed-show")
(declare-function elfeed-entry--create "ext:elfeed-db")

(defun dixit-frames-elfeed ()
  "Show the web page as an entry of a feed."
  (interactive)
  (dixit-frames-library 'elfeed)
  (dixit-frames-library 'elfeed-show)
  (setq elfeed-db-directory (expand-file-name "elfeed" (getenv "HOME")))
  (elfeed-db-load)
  ;; Their places in the structure are Elfeed's business.
  (eval '(let ((feed (elfeed-db-get-feed "http://feed.example/")))
           (setf (elfeed-feed-title feed) "The feed"
                 (elfeed-feed-url feed) "http://feed.example/")))
  (elfeed-show-entry
   (elfeed-entry--create :id '("x" . "1") :title "The harbour" :link "http://feed.example/1"
                         :feed-id "http://feed.example/"
                         :date 1e9 :content-type 'html :tags '(unread)
                         :content (with-temp-buffer
                                    (insert-file-contents (dixit-frames-file "harbour.html"))
                                    (buffer-string)))))

(declare-function nov-mode "ext:nov")
(defvar nov-text-width)
(defvar nov-save-place-file)

(defun dixit-frames-nov ()
  "Show the book."
  (interactive)
  (dixit-frames-library 'nov)
  (setq nov-text-width 80
        nov-save-place-file nil)
  (find-file (dixit-frames-file "harbour.epub"))
  (nov-mode))

(declare-function markdown-mode "ext:markdown-mode")

(defun dixit-frames-markdown ()
  "Show the file in Markdown."
  (interactive)
  (dixit-frames-library 'markdown-mode)
  (find-file (dixit-frames-file "harbour.md"))
  (markdown-mode))

(defun dixit-frames-project (directory)
  "Return the project of DIRECTORY, told by a file of our own."
  ;; Version control is none of these frames' business.
  (let ((root (locate-dominating-file directory ".project")))
    (and root (cons 'transient root))))

(add-hook 'project-find-functions #'dixit-frames-project)

(defun dixit-frames-kill-process ()
  "Kill the module's process, as `list-processes' would."
  (interactive)
  (delete-process (car dixit--worker)))

(defun dixit-frames-tell-help (original)
  "Return a `show-help-function' that keeps what ORIGINAL shows."
  (lambda (help)
    (when help (setq dixit-frames-help (substring-no-properties help)))
    (funcall original help)))

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
  (when (fboundp 'tooltip-mode)
    (setq tooltip-delay 0.1)
    (tooltip-mode (if (display-graphic-p) 1 -1))
    (setq show-help-function (dixit-frames-tell-help show-help-function)))
  (unless (display-graphic-p) (xterm-mouse-mode))
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
