;;; dixit-menu.el --- Keys and menus  -*- lexical-binding: t -*-

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

;; The ways to Dixit's commands: a map for a prefix key that the user chooses,
;; maps for `repeat-mode', the menu of `dixit-mode', and what it adds to the
;; context menu.  Nothing here binds a global key.

;;; Code:

(require 'easymenu)
(require 'dixit-describe)

(defvar dixit-highlight)
(defvar dixit-mode)
(declare-function dixit-current-document "dixit" (&optional cached))
(declare-function dixit-goto-antecedent "dixit-jump")
(declare-function dixit-next-mention "dixit-jump")
(declare-function dixit-next-same-speaker "dixit-jump")

;; Where no autoloads have been made of the comments in the files.
(pcase-dolist (`(,file . ,commands)
               '(("dixit" dixit-mode dixit-refresh dixit-toggle-highlight dixit-who)
                 ("dixit-jump" dixit-next-quote dixit-previous-quote
                  dixit-next-same-speaker dixit-previous-same-speaker
                  dixit-next-mention dixit-previous-mention
                  dixit-first-mention dixit-goto-antecedent dixit-find-mentions)
                 ("dixit-goto" dixit-goto-quote dixit-goto-person)
                 ("dixit-thing" dixit-copy-quote dixit-mark-quote dixit-kill-quote
                  dixit-forward-quotation)
                 ("dixit-focus" dixit-highlight-speaker)
                 ("dixit-flymake" dixit-fix)
                 ("dixit-correct" dixit-set-speaker dixit-merge-people
                  dixit-split-person dixit-undo-correction)
                 ("dixit-quotes" dixit-list-quotes)
                 ("dixit-people" dixit-list-people dixit-list-entities)))
  (dolist (command commands)
    (autoload command file nil t)))
(autoload 'dixit-bounds-of-quotation "dixit-thing")
(autoload 'dixit-flymake "dixit-flymake")
(autoload 'dixit-list-bookmark "dixit-list")
(autoload 'dixit-list-speaker-quotes "dixit-quotes")
(autoload 'dixit-next-error "dixit-jump")
(autoload 'dixit-read-entity "dixit-goto")
(autoload 'dixit--entity-here "dixit-jump")
(autoload 'dixit--read-name "dixit-jump")

(put 'quotation 'bounds-of-thing-at-point #'dixit-bounds-of-quotation)
(put 'quotation 'forward-op #'dixit-forward-quotation)

;;;; Keys

;;;###autoload (autoload 'dixit-command-map "dixit" nil t 'keymap)
(defvar dixit-command-map
  (let ((map (make-sparse-keymap)))
    (define-key map "n" #'dixit-next-quote)
    (define-key map "p" #'dixit-previous-quote)
    (define-key map "N" #'dixit-next-same-speaker)
    (define-key map "P" #'dixit-previous-same-speaker)
    (define-key map "f" #'dixit-next-mention)
    (define-key map "b" #'dixit-previous-mention)
    (define-key map "<" #'dixit-first-mention)
    (define-key map "a" #'dixit-goto-antecedent)
    (define-key map "g" #'dixit-goto-quote)
    (define-key map "j" #'dixit-goto-person)
    (define-key map "?" #'dixit-find-mentions)
    (define-key map "c" #'dixit-copy-quote)
    (define-key map "k" #'dixit-kill-quote)
    (define-key map "@" #'dixit-mark-quote)
    (define-key map "l" #'dixit-list-quotes)
    (define-key map "s" #'dixit-list-people)
    (define-key map "e" #'dixit-list-entities)
    (define-key map "w" #'dixit-who)
    (define-key map "h" #'dixit-toggle-highlight)
    (define-key map "o" #'dixit-highlight-speaker)
    (define-key map "=" #'dixit-set-speaker)
    (define-key map "+" #'dixit-merge-people)
    (define-key map "-" #'dixit-split-person)
    (define-key map "u" #'dixit-undo-correction)
    (define-key map "!" #'dixit-fix)
    (define-key map "r" #'dixit-refresh)
    (define-key map "m" #'dixit-mode)
    map)
  "Keys of Dixit's commands, for a prefix key of your choice.")
(fset 'dixit-command-map dixit-command-map)

(defvar dixit-repeat-map
  (let ((map (make-sparse-keymap)))
    (define-key map "n" #'dixit-next-quote)
    (define-key map "p" #'dixit-previous-quote)
    (define-key map "N" #'dixit-next-same-speaker)
    (define-key map "P" #'dixit-previous-same-speaker)
    map)
  "Keys that repeat `dixit-next-quote' under `repeat-mode'.")

(defvar dixit-mention-repeat-map
  (let ((map (make-sparse-keymap)))
    (define-key map "f" #'dixit-next-mention)
    (define-key map "b" #'dixit-previous-mention)
    map)
  "Keys that repeat `dixit-next-mention' under `repeat-mode'.")

(dolist (command '(dixit-next-quote dixit-previous-quote
                   dixit-next-same-speaker dixit-previous-same-speaker))
  (put command 'repeat-map 'dixit-repeat-map))
(dolist (command '(dixit-next-mention dixit-previous-mention
                   dixit-first-mention))
  (put command 'repeat-map 'dixit-mention-repeat-map))

(defvar dixit-mode-map (make-sparse-keymap)
  "Keymap of `dixit-mode'.
It has the menu alone: bind `dixit-command-map' to a prefix of your choice.")

;;;; The menu

(easy-menu-define dixit-mode-menu dixit-mode-map
  "Menu of `dixit-mode'."
  '("Dixit"
    ["Next Quotation" dixit-next-quote
     :help "Go to the next quotation"]
    ["Previous Quotation" dixit-previous-quote
     :help "Go to the quotation before point"]
    ["Next by Same Speaker" dixit-next-same-speaker
     :help "Go to the next quotation by the speaker at point"]
    ["Previous by Same Speaker" dixit-previous-same-speaker
     :help "Go to the quotation before by the speaker at point"]
    ["Go to Quotation..." dixit-goto-quote
     :help "Go to a quotation by its words"]
    "---"
    ["Who Is This?" dixit-who
     :help "Tell who is meant, or speaks, at point"]
    ["Next Mention" dixit-next-mention
     :help "Go to the next mention of who is at point"]
    ["Previous Mention" dixit-previous-mention
     :help "Go to the mention before of who is at point"]
    ["First Mention" dixit-first-mention
     :help "Go to the first mention of who is at point"]
    ["Name Meant Here" dixit-goto-antecedent
     :help "Go to the name that a pronoun or description stands for"]
    ["All Mentions" dixit-find-mentions
     :help "List the mentions of who is at point"]
    ["Go to Person..." dixit-goto-person
     :help "Go to the first mention of somebody by name"]
    "---"
    ["Copy Quotation" dixit-copy-quote
     :help "Copy the quotation at point with its speaker"]
    ["Mark Quotation" dixit-mark-quote
     :help "Put the region around the quotation at point"]
    ["Kill Quotation" dixit-kill-quote :active (not buffer-read-only)
     :help "Kill the quotation at point"]
    "---"
    ["List Quotations" dixit-list-quotes
     :help "List the quotations beside the text"]
    ["List People" dixit-list-people
     :help "List the people and who else speaks"]
    ["List All Names" dixit-list-entities
     :help "List everybody and everything that has a name"]
    "---"
    ["Show in the Text" dixit-toggle-highlight
     :style toggle :selected dixit-highlight
     :help "Show speakers and quotations in the text"]
    ["Only One Speaker" dixit-highlight-speaker
     :style toggle :selected (bound-and-true-p dixit-focus--name)
     :help "Dim everything but the person at point"]
    ("Correct"
     ["Set Speaker..." dixit-set-speaker
      :help "Say who says the quotation at point"]
     ["Merge People..." dixit-merge-people
      :help "Say that two are one"]
     ["Split Person..." dixit-split-person
      :help "Say that one is two"]
     ["Undo Correction" dixit-undo-correction
      :help "Take back the last correction"])
    ["Show What Is Wrong" flymake-mode
     :style toggle :selected (bound-and-true-p flymake-mode)
     :help "Show marks without a partner, odd letters and quotations of nobody"]
    ["Mend What Is Wrong Here" dixit-fix :active (not buffer-read-only)
     :help "Replace what is wrong at point by what was meant"]
    ["Analyse Again" dixit-refresh
     :help "Analyse the text again"]
    ["Customize" (customize-group 'dixit)
     :help "Set the options of Dixit"]
    ["Turn Off" dixit-mode
     :help "Turn Dixit off in this buffer"]))

;;;; The context menu

(defun dixit-menu--at (position command)
  "Return a command that calls COMMAND at POSITION."
  (lambda ()
    (interactive)
    (goto-char position)
    (call-interactively command)))

(defun dixit-menu--item (menu key title command)
  "Add to MENU under KEY an item TITLE for COMMAND."
  (define-key-after menu (vector key)
    (list 'menu-item (truncate-string-to-width title 60 nil nil t) command)))

(defun dixit-context-menu (menu click)
  "Add to MENU what Dixit knows of the place of CLICK.
For `context-menu-functions'."
  (let* ((position (posn-point (event-start click)))
         (document (dixit-current-document t))
         (quote (and document position (dixit-quote-at document position)))
         (mention (and document position (dixit-mention-at document position)))
         (index (or (and mention (dixit-mention-entity mention))
                    (and quote (dixit-quote-entity quote))))
         (entity (dixit-document-entity document index))
         (name (and entity (dixit-entity-name entity))))
    (when (or quote mention)
      (define-key-after menu [dixit-separator] menu-bar-separator)
      (dixit-menu--item menu 'dixit-who
                        (if mention (dixit-describe-mention document mention)
                          (dixit-describe-quote document quote))
                        (dixit-menu--at position #'dixit-who))
      (when name
        (dixit-menu--item menu 'dixit-next-mention
                          (format "Next Mention of %s" name)
                          (dixit-menu--at position #'dixit-next-mention))
        (when (and mention (not (eq 'name (dixit-mention-kind mention))))
          (dixit-menu--item menu 'dixit-goto-antecedent "Name Meant Here"
                            (dixit-menu--at position #'dixit-goto-antecedent)))
        (dixit-menu--item menu 'dixit-find-mentions
                          (format "All Mentions of %s" name)
                          (dixit-menu--at position #'dixit-find-mentions))
        (dixit-menu--item menu 'dixit-highlight-speaker
                          (if (bound-and-true-p dixit-focus--name) "Dim Nothing"
                            (format "Dim All but %s" name))
                          (dixit-menu--at position #'dixit-highlight-speaker))
        (when (> (dixit-entity-quotes entity) 0)
          (dixit-menu--item menu 'dixit-list-speaker-quotes
                            (format "Quotations by %s" name)
                            (lambda ()
                              (interactive)
                              (dixit-list-speaker-quotes
                               (list (current-buffer)) name)))))
      (when quote
        (dixit-menu--item menu 'dixit-copy-quote "Copy Quotation"
                          (dixit-menu--at position #'dixit-copy-quote)))
      (dixit-menu--item menu 'dixit-list-quotes "List Quotations"
                        #'dixit-list-quotes)))
  menu)

(provide 'dixit-menu)

;;; dixit-menu.el ends here
