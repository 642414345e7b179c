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

(defvar dixit-mode)
(defvar eldoc-documentation-functions)
(defvar global-eldoc-mode)
(defvar eldoc-mode)
(defvar imenu-use-markers)
(defvar bookmark-make-record-function)

(defgroup dixit nil
  "Who said what in a text."
  :group 'text
  :prefix "dixit-")

;;;; Options

(defcustom dixit-idle-delay 0.25
  "Seconds without input after which a changed text is analysed again."
  :type 'number
  :safe #'numberp
  :package-version '(dixit . "0.1.0"))

(defcustom dixit-highlight t
  "Whether `dixit-mode' shows speakers and quotations in the text.
Without it the mode still serves Imenu, ElDoc and the commands."
  :type 'boolean
  :safe #'booleanp
  :package-version '(dixit . "0.1.0"))

(defcustom dixit-analyzed-hook nil
  "Hook run in a buffer after it has been analysed.
`dixit-current-document' returns what was found."
  :type 'hook
  :package-version '(dixit . "0.1.0"))

(defvar dixit-analyze-function #'dixit-analyze-buffer
  "Function that analyses the current buffer, widened.
It takes no argument, and returns a `dixit-document' with buffer positions.")

;;;; The analysis of a buffer

(defvar-local dixit--document nil
  "What the last analysis of this buffer has found, or nil.")

(defvar-local dixit--tick nil
  "The value of `buffer-chars-modified-tick' that `dixit--document' is for.
That tick leaves changes of text properties out, and an indirect buffer has
the same as its base.")

(defvar-local dixit--owner nil
  "The buffer that `dixit--document' was made in.
A clone inherits the other variables, and knows by this one.")

(defvar-local dixit--cost 0
  "Seconds that the last analysis of this buffer took.")

(defvar-local dixit--error nil
  "Message of the error that the last analysis ended with, or nil.")

(defvar-local dixit--error-tick nil
  "The tick of the text that `dixit--error' is about.")

(defun dixit--fresh-p ()
  "Return non-nil if the current buffer is analysed as it is now."
  (and dixit--document
       (eq dixit--owner (current-buffer))
       (eql dixit--tick (buffer-chars-modified-tick))))

(defun dixit--accept (document tick)
  "Take DOCUMENT for the analysis of the current buffer.
TICK is the state of the text that DOCUMENT was made from.  If the text has
changed since, the positions mean nothing: drop DOCUMENT and return nil."
  (when (eql tick (buffer-chars-modified-tick))
    (setq dixit--document document
          dixit--tick tick
          dixit--owner (current-buffer)
          dixit--error nil)
    (dixit--update-lighter)
    (when (and dixit-mode dixit-highlight)
      (dixit-highlight-show document))
    (run-hooks 'dixit-analyzed-hook)
    document))

(defun dixit--examine ()
  "Analyse the current buffer and return the document.
Under `while-no-input', what is found before input arrives is lost."
  (let* ((tick (buffer-chars-modified-tick))
         (start (float-time))
         (document (funcall dixit-analyze-function)))
    (setq dixit--cost (- (float-time) start))
    (cons document tick)))

(defun dixit-current-document (&optional cached)
  "Return the `dixit-document' of the current buffer as it is now.
Analyse it, if that has not been done since the last change; but if CACHED
is non-nil, return nil instead."
  (cond ((dixit--fresh-p) dixit--document)
        (cached nil)
        (t (let ((found (dixit--examine)))
             (or (dixit--accept (car found) (cdr found))
                 (error "The text changed while it was being read"))))))

(defun dixit-refresh ()
  "Analyse the current buffer again, even if it has not changed."
  (interactive)
  (setq dixit--document nil)
  (dixit-current-document)
  (when (called-interactively-p 'interactive)
    (message "%s" (dixit--summary))))

;;;; While nobody types

;; One timer serves all buffers.  It looks at ticks rather than at what
;; `after-change-functions' tells, because an edit in an indirect buffer does
;; not run the hooks of the others that show the same text.

(defvar dixit--watched nil
  "Buffers that are analysed again when they change.")

(defvar dixit--timer nil
  "The idle timer that looks after `dixit--watched', or nil.")

(defvar dixit--again nil
  "A timer for one more look, or nil.")

(defun dixit--wanted-p ()
  "Return non-nil if somebody wants the current buffer analysed."
  (or dixit-mode
      (cl-some #'functionp
               (and (local-variable-p 'dixit-analyzed-hook)
                    (remq t dixit-analyzed-hook)))))

(defun dixit--watch ()
  "Keep the analysis of the current buffer up to date from now on."
  (cl-pushnew (current-buffer) dixit--watched)
  (unless dixit--timer
    (setq dixit--timer
          (run-with-idle-timer dixit-idle-delay t #'dixit--idle))))

(defun dixit--prune ()
  "Forget buffers that nobody wants to be kept up to date."
  (setq dixit--watched
        (cl-remove-if-not
         (lambda (buffer)
           (and (buffer-live-p buffer)
                (with-current-buffer buffer (dixit--wanted-p))))
         dixit--watched))
  (unless dixit--watched
    (when dixit--timer (cancel-timer dixit--timer))
    (when dixit--again (cancel-timer dixit--again))
    (setq dixit--timer nil dixit--again nil)))

(defun dixit--look-again (seconds)
  "Run `dixit--idle' once more after SECONDS without input."
  (when dixit--again (cancel-timer dixit--again))
  (setq dixit--again
        (run-with-idle-timer
         (time-add (or (current-idle-time) 0) seconds) nil #'dixit--idle)))

(defun dixit--changed (&rest _)
  "Note a change of the text.
Changes by the user need no note: the idle timer comes after them.  Those
by processes and timers happen when it may have run already."
  (when (and (current-idle-time) (not dixit--again))
    (dixit--look-again dixit-idle-delay)))

(defun dixit--idle ()
  "Analyse the watched buffers that are shown and have changed."
  (when dixit--again
    (cancel-timer dixit--again)
    (setq dixit--again nil))
  (dixit--prune)
  (let ((here (window-buffer)))
    ;; What the user looks at comes first.
    (dolist (buffer (if (memq here dixit--watched)
                        (cons here (remq here dixit--watched))
                      dixit--watched))
      (when (buffer-live-p buffer)
        (with-current-buffer buffer
          (dixit--attend))))))

(defun dixit--ready-p ()
  "Return non-nil if an analysis would not start with a build.
A timer or a mode hook must not make the user wait for that."
  (or (not (eq dixit-analyze-function #'dixit-analyze-buffer))
      (dixit-module-ready-p)))

(defun dixit--attend ()
  "Bring the current buffer up to date, unless input comes first."
  (let ((idle (if (current-idle-time) (float-time (current-idle-time)) 1e6))
        ;; A text that takes long is read less often.
        (pause (min 3 dixit--cost)))
    (cond
     ((not (or (get-buffer-window nil 'visible)
               (local-variable-p 'dixit-analyzed-hook))))
     ((dixit--fresh-p)
      (when (and dixit-mode dixit-highlight)
        (with-demoted-errors "Dixit: %S" (dixit-highlight-show))))
     ((eql dixit--error-tick (buffer-chars-modified-tick)))
     ((not (dixit--ready-p))
      ;; No tick with it: the module may be there the next time.
      (setq dixit--error "The module is not built; M-x dixit-module-build builds it")
      (dixit--update-lighter))
     ((< idle pause)
      (dixit--look-again (- pause idle)))
     (t
      (condition-case err
          (let ((found (while-no-input (dixit--examine))))
            (cond ((consp found) (dixit--accept (car found) (cdr found)))
                  ;; Not every event that ends it ends the idle time too.
                  (found (dixit--look-again (max pause dixit-idle-delay)))))
        (error (dixit--failed err)))))))

(defun dixit--failed (err)
  "Keep ERR, the error of an analysis nobody asked for, for the mode line."
  (setq dixit--error (error-message-string err)
        dixit--error-tick (buffer-chars-modified-tick))
  (dixit--update-lighter))

;;;; What is said of a quotation

(defun dixit--summary ()
  "Return a sentence on what is found in the current buffer."
  (let* ((document (dixit-current-document))
         (quotes (length (dixit-quotes document)))
         (speakers (length (dixit--speakers document))))
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
  "Tell who is meant, or speaks, at POSITION; interactively, at point."
  (interactive "d")
  (let* ((document (dixit-current-document))
         (text (dixit-describe-at document position)))
    (if text (message "%s" text)
      (user-error "Nobody here"))))

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
         speakers list)
    (dolist (quote quotes)
      (let ((name (substring-no-properties (dixit--name quote)))
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
                            (or (dixit-quote-text quote) "") 60 nil nil t)))
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
          (let ((quotes (length (dixit-quotes dixit--document)))
                (speakers (length (dixit--speakers dixit--document))))
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
  (setq dixit--document nil)
  (when dixit-mode (dixit--watch)))

(defun dixit--killed ()
  "Turn the mode off in a buffer that is killed or gets another mode."
  (dixit-mode -1))

(defun dixit--turn-on ()
  "Set up `dixit-mode' in the current buffer."
  (add-hook 'after-change-functions #'dixit--changed nil t)
  (add-hook 'change-major-mode-hook #'dixit--killed nil t)
  (add-hook 'kill-buffer-hook #'dixit--killed nil t)
  (add-hook 'clone-indirect-buffer-hook #'dixit--cloned nil t)
  (add-hook 'clone-buffer-hook #'dixit--cloned nil t)
  (add-hook 'context-menu-functions #'dixit-context-menu 50 t)
  (add-hook 'eldoc-documentation-functions #'dixit-eldoc nil t)
  (when (and (bound-and-true-p global-eldoc-mode) (not eldoc-mode))
    (eldoc-mode)
    (setq dixit--eldoc t))
  (add-function :around (local 'imenu-create-index-function) #'dixit--imenu)
  (require 'bookmark)
  (add-function :around (local 'bookmark-make-record-function) #'dixit--bookmark)
  (unless next-error-function
    (setq-local next-error-function #'dixit-next-error))
  (dixit--update-lighter)
  (dixit--watch))

(defun dixit--turn-off ()
  "Undo what `dixit--turn-on' has done, and forget what was found."
  (remove-hook 'after-change-functions #'dixit--changed t)
  (remove-hook 'change-major-mode-hook #'dixit--killed t)
  (remove-hook 'kill-buffer-hook #'dixit--killed t)
  (remove-hook 'clone-indirect-buffer-hook #'dixit--cloned t)
  (remove-hook 'clone-buffer-hook #'dixit--cloned t)
  (remove-hook 'context-menu-functions #'dixit-context-menu t)
  (remove-hook 'eldoc-documentation-functions #'dixit-eldoc t)
  (when dixit--eldoc
    (eldoc-mode -1)
    (kill-local-variable 'dixit--eldoc))
  (pcase-dolist (`(,variable . ,function)
                 '((imenu-create-index-function . dixit--imenu)
                   (bookmark-make-record-function . dixit--bookmark)))
    (remove-function (local variable) function)
    (when (equal (symbol-value variable) (default-value variable))
      (kill-local-variable variable)))
  (when (eq next-error-function #'dixit-next-error)
    (kill-local-variable 'next-error-function))
  (dixit-highlight-hide)
  (mapc #'kill-local-variable
        '(dixit--document dixit--tick dixit--owner dixit--cost
          dixit--error dixit--error-tick dixit--lighter))
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

\\<dixit-mode-map>`dixit-command-map' has the commands; bind it to a prefix of your choice."
  :lighter dixit--lighter
  :keymap dixit-mode-map
  :group 'dixit
  (if (not dixit-mode)
      (dixit--turn-off)
    (dixit--turn-on)
    ;; A mode hook turns the mode on before the text is shown, and must not
    ;; keep the user waiting: the idle timer does it then.
    (cond
     ((called-interactively-p 'any)
      (condition-case err
          (dixit-current-document)
        ((error quit)
         (setq dixit-mode nil)
         (dixit--turn-off)
         (signal (car err) (cdr err)))))
     ((get-buffer-window nil 'visible)
      (dixit--attend)))))

(provide 'dixit)

;;; dixit.el ends here
