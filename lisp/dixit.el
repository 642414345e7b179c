;;; dixit.el --- Who said what in a text  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;; Author: The Dixit authors
;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1"))
;; Keywords: text, wp, convenience

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

;; Dixit (Latin: "has said") finds the people in a text, the quotations, and
;; who says each of them.  Everything happens on your machine.
;;
;; `M-x dixit-mode' shows it in the text: one colour a person, names of
;; speakers in bold, their words on a tint of the same colour.  Put the mouse
;; or point on a name, a pronoun or a quotation to read who that is.
;;
;; The commands work without the mode as well.  Bind them to a prefix:
;;
;;     (global-set-key (kbd "C-c q") 'dixit-command-map)
;;
;; n and p go through the quotations (and repeat, under `repeat-mode'), g goes
;; to one by its words, l lists the quotations beside the text, s the people
;; in it, w tells who is at point, m turns the mode on and off; C-h lists the
;; others.

;;; Code:

(require 'cl-lib)
(require 'dixit-document)
(require 'dixit-describe)
(require 'dixit-highlight)
(require 'dixit-menu)
(require 'dixit-watch)

(defvar dixit-mode)
(defvar eldoc-documentation-functions)
(defvar global-eldoc-mode)
(defvar eldoc-mode)
(defvar imenu-use-markers)
(defvar so-long-minor-modes)
(defvar bookmark-make-record-function)
(declare-function dixit-flymake-stop "dixit-flymake" ())
(declare-function flymake-start "flymake" (&optional deferred force))

(defgroup dixit nil
  "Who said what in a text."
  :group 'text
  :prefix "dixit-")

;; Options of files that are loaded when first needed.
(dolist (file '(dixit-list dixit-quotes dixit-goto dixit-thing dixit-focus))
  (custom-add-load 'dixit file))
(custom-add-load 'dixit-highlight 'dixit-focus)

;;;; Options

(defcustom dixit-highlight t
  "Whether `dixit-mode' shows speakers and quotations in the text.
Without it the mode still serves Imenu, ElDoc and the commands."
  :type 'boolean
  :safe #'booleanp
  :package-version '(dixit . "0.1.0"))

;;;; What is said of a quotation

(defun dixit--summary ()
  "Return a sentence on what is found in the current buffer."
  (let* ((document (dixit-current-document))
         (quotes (dixit-document-quote-count document))
         (speakers (dixit-document-speaker-count document)))
    (format "%s by %s"
            (dixit-describe--count quotes "quotation")
            (dixit-describe--count speakers "speaker"))))

(defun dixit--name (quote &optional slots)
  "Return the speaker of QUOTE for display, in the speaker's face.
SLOTS is what `dixit-highlight-slots' returns, if the caller has it."
  (let ((name (dixit-describe-speaker quote)))
    (cond ((not name) (propertize "(nobody)" 'face 'dixit-unattributed))
          ((dixit-quote-speaker quote)
           (propertize name 'face
                       (cons 'dixit-speaker-name
                             (dixit-palette-face
                              (or slots (dixit-highlight-slots
                                         (dixit-current-document)))
                              name))))
          (t (propertize name 'face 'dixit-cue)))))

(defun dixit--line (quote)
  "Return QUOTE and its speaker as one line for the echo area."
  (concat (dixit--name quote) ": "
          (truncate-string-to-width
           (or (dixit-quote-text quote) "")
           (max 20 (- (frame-width) 4
                      (string-width (or (dixit-describe-speaker quote) "nobody"))
                      ;; `repeat-mode' adds a word of its own.
                      (if (bound-and-true-p repeat-mode) 24 0)))
           nil nil t)))

;;;###autoload
(defun dixit-who (position)
  "Tell who is meant, or speaks, at POSITION; interactively, at point.
In a list, that is who, or whose words, the row at point has."
  (interactive "d")
  (dixit-call-at-place
   (lambda (item)
     (let* ((document (dixit-current-document))
            (text (if item (dixit-describe-item document item)
                    (dixit-describe-at document position))))
       (if text (message "%s" text)
         (user-error "Nobody here"))))))

;;;; ElDoc, Imenu

(defun dixit-eldoc (callback &rest _)
  "Tell CALLBACK who is at point, or speaks there.
For `eldoc-documentation-functions'.  Only what is known already is told:
this never starts an analysis."
  (let* ((document (dixit-current-document t))
         (text (and document (dixit-describe-at document (point)))))
    (when text
      (funcall callback text)
      t)))

(defun dixit--imenu-position (position)
  "Return POSITION as Imenu wants it."
  (if (bound-and-true-p imenu-use-markers)
      (copy-marker position)
    position))

(defun dixit-imenu-index ()
  "Return an Imenu index of the speakers and quotations."
  (let* ((document (dixit-current-document))
         (quotes (dixit-quotes document))
         (slots (dixit-highlight-slots document))
         speakers list)
    (dolist (quote quotes)
      (let ((name (substring-no-properties (dixit--name quote slots)))
            (position (dixit--start quote)))
        (unless (assoc name speakers)
          (push (cons name (dixit--imenu-position position)) speakers))
        (push (cons (format "%s: %s" name
                            (truncate-string-to-width
                             (or (dixit-quote-text quote) "") 60 nil nil t))
                    (dixit--imenu-position position))
              list)))
    (delq nil
          (list (and speakers (cons "Speakers" (nreverse speakers)))
                (and list (cons "Quotations" (nreverse list)))))))

(defun dixit--imenu (original)
  "Return what ORIGINAL does, then the speakers and quotations.
ORIGINAL is the index function of the major mode."
  (append (condition-case nil (funcall original)
            ;; Text Mode's own function only says that there is none.
            (error nil))
          (dixit-imenu-index)))

;;;; Bookmarks

(defun dixit--bookmark (original)
  "Return the bookmark that ORIGINAL makes, named after the quotation at point.
ORIGINAL is the `bookmark-make-record-function' of the major mode."
  (let* ((record (funcall original))
         (document (dixit-current-document t))
         (quote (and document (dixit-quote-at document (point)))))
    (if (not quote) record
      (let* ((alist (if (stringp (car record)) (cdr record) (delq nil record)))
             (name (concat (substring-no-properties (dixit--name quote)) ": "
                           (truncate-string-to-width
                            (or (dixit-quote-text quote) "") 40 nil nil t)))
             (names (append (list name (buffer-name))
                            (cdr (assq 'defaults alist)))))
        (cons name (cons (cons 'defaults names)
                         (assq-delete-all 'defaults (copy-sequence alist))))))))

;;;; Lighter

(defvar-local dixit--lighter " Dixit"
  "What the mode line shows for `dixit-mode'.")
(put 'dixit--lighter 'risky-local-variable t)

(defun dixit--update-lighter ()
  "Make the lighter of the current buffer say what is found."
  (setq dixit--lighter
        (cond
         (dixit--error
          (propertize " Dixit[!]" 'face 'error 'help-echo dixit--error))
         (dixit--document
          (let ((quotes (dixit-document-quote-count dixit--document))
                (speakers (dixit-document-speaker-count dixit--document)))
            (propertize (format " Dixit[%d by %d]" quotes speakers)
                        'help-echo
                        (format "%s by %s"
                                (dixit-describe--count quotes "quotation")
                                (dixit-describe--count speakers "speaker")))))
         (t " Dixit")))
  (force-mode-line-update))

(defun dixit-toggle-highlight ()
  "Show speakers and quotations in the text of this buffer, or stop it."
  (interactive)
  (setq-local dixit-highlight (not dixit-highlight))
  (if (and dixit-highlight (not dixit-mode))
      (dixit-mode)
    (if dixit-highlight
        (dixit-highlight-show (dixit-current-document))
      (dixit-highlight-hide)))
  (when (called-interactively-p 'interactive)
    (message "Quotations are %s in the text"
             (if dixit-highlight "shown" "not shown"))))

;;;; The mode

(defvar-local dixit--eldoc nil
  "Non-nil if `dixit-mode' has turned on `eldoc-mode'.")

(defun dixit--cloned ()
  "Begin anew in a clone of a buffer where `dixit-mode' is on."
  (dixit-highlight-hide)
  (dixit--forget)
  (when dixit-mode (dixit--watch)))

(defun dixit--killed ()
  "Turn the mode off in a buffer that is killed or gets another mode."
  (dixit-mode -1))

(defun dixit--turn-on ()
  "Set up `dixit-mode' in the current buffer."
  (add-hook 'after-change-functions #'dixit--changed nil t)
  (add-hook 'window-buffer-change-functions #'dixit--shown nil t)
  ;; After So Long has noted which modes it turns off.
  (add-hook 'change-major-mode-hook #'dixit--killed 90 t)
  (add-hook 'kill-buffer-hook #'dixit--killed nil t)
  (add-hook 'clone-indirect-buffer-hook #'dixit--cloned nil t)
  (add-hook 'clone-buffer-hook #'dixit--cloned nil t)
  (add-hook 'context-menu-functions #'dixit-context-menu 50 t)
  (add-hook 'eldoc-documentation-functions #'dixit-eldoc nil t)
  (add-hook 'flymake-diagnostic-functions #'dixit-flymake nil t)
  (when (bound-and-true-p flymake-mode) (flymake-start))
  (when (and (bound-and-true-p global-eldoc-mode) (not eldoc-mode))
    (eldoc-mode)
    (setq dixit--eldoc t))
  (add-function :around (local 'imenu-create-index-function) #'dixit--imenu)
  (require 'bookmark)
  (add-function :around (local 'bookmark-make-record-function) #'dixit--bookmark)
  (unless next-error-function
    (setq-local next-error-function #'dixit-next-error))
  ;; It turns off, and on again, what is on its list when it comes.
  (require 'so-long)
  (cl-pushnew 'dixit-mode so-long-minor-modes)
  (dixit--update-lighter)
  (dixit--watch))

(defun dixit--turn-off ()
  "Undo what `dixit--turn-on' has done, and forget what was found."
  (remove-hook 'after-change-functions #'dixit--changed t)
  (remove-hook 'window-buffer-change-functions #'dixit--shown t)
  (remove-hook 'change-major-mode-hook #'dixit--killed t)
  (remove-hook 'kill-buffer-hook #'dixit--killed t)
  (remove-hook 'clone-indirect-buffer-hook #'dixit--cloned t)
  (remove-hook 'clone-buffer-hook #'dixit--cloned t)
  (remove-hook 'context-menu-functions #'dixit-context-menu t)
  (remove-hook 'eldoc-documentation-functions #'dixit-eldoc t)
  (remove-hook 'flymake-diagnostic-functions #'dixit-flymake t)
  (when (bound-and-true-p dixit-flymake--report) (dixit-flymake-stop))
  (when dixit--eldoc
    (eldoc-mode -1)
    (kill-local-variable 'dixit--eldoc))
  (pcase-dolist (`(,variable . ,function)
                 '((imenu-create-index-function . dixit--imenu)
                   (bookmark-make-record-function . dixit--bookmark)))
    ;; The mode may be turned off that was never on.
    (when (local-variable-p variable)
      (remove-function (local variable) function)
      (when (equal (symbol-value variable) (default-value variable))
        (kill-local-variable variable))))
  (when (eq next-error-function #'dixit-next-error)
    (kill-local-variable 'next-error-function))
  (dixit-highlight-hide)
  (dixit-direction-forget)
  (dixit--forget)
  (kill-local-variable 'dixit--lighter)
  (dixit--prune))

;;;###autoload
(define-minor-mode dixit-mode
  "Show who says what in the text of this buffer.

Names of speakers are bold, in one colour a person; their words stand on a
tint of that colour, and pronouns that mean them are underlined in it.  A
quotation that the text gives to nobody has a wavy underline.  With the
mouse or point on any of them, read who it is.

The buffer is never changed.  It is analysed again when you pause after a
change.

`flymake-mode' shows what is wrong in the text, such as marks without a
partner, and \\<dixit-command-map>\\[dixit-fix] in the map below mends it where that is known.

Bind `dixit-command-map' to a prefix of your choice; it has these commands:

\\{dixit-command-map}"
  :lighter dixit--lighter
  :keymap dixit-mode-map
  :group 'dixit
  (if (not dixit-mode)
      (dixit--turn-off)
    (dixit--turn-on)
    ;; A mode hook turns the mode on before the text is shown, and must not
    ;; keep the user waiting for a build.
    (if (called-interactively-p 'any)
        (condition-case err
            (dixit--begin)
          ((error quit)
           (setq dixit-mode nil)
           (dixit--turn-off)
           (signal (car err) (cdr err))))
      (when (get-buffer-window nil 'visible)
        (dixit--without-collecting
          (dixit--attend))))))

(defcustom dixit-global-modes
  '((not nxml-mode so-long-mode) text-mode
    eww-mode gnus-article-mode elfeed-show-mode nov-mode)
  "Where `global-dixit-mode' turns `dixit-mode' on.
A list that is gone through until an element fits the buffer: a major mode,
which stands for those derived from it too, and t turn it on; (not MODE...)
and nil do not.  Or a function without arguments that returns non-nil in a
buffer to turn it on there; or t for everywhere."
  ;; Emacs 28 does not heed what the user makes of a :predicate.
  :type '(choice (const :tag "Everywhere" t)
                 function
                 (repeat sexp))
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defun dixit--global-p ()
  "Return non-nil if `dixit-global-modes' fits the current buffer."
  (cond
   ((eq t dixit-global-modes))
   ((functionp dixit-global-modes) (funcall dixit-global-modes))
   (t
    (catch 'fits
      (dolist (element dixit-global-modes)
        (cond ((memq element '(t nil)) (throw 'fits element))
              ((eq (car-safe element) 'not)
               (when (apply #'derived-mode-p (cdr element)) (throw 'fits nil)))
              ((derived-mode-p element) (throw 'fits t))))))))

(defun dixit--turn-on-globally ()
  "Turn `dixit-mode' on in the current buffer, if that is one to be read."
  (unless (or dixit-mode (minibufferp) (string-prefix-p " " (buffer-name))
              (not (dixit--global-p)))
    (dixit-mode)))

;;;###autoload
(define-globalized-minor-mode global-dixit-mode dixit-mode
  dixit--turn-on-globally
  :group 'dixit)

(provide 'dixit)

;;; dixit.el ends here
