;;; dixit-people.el --- The lists of people and of all names  -*- lexical-binding: t -*-

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

;; `dixit-list-people' lists the people of a text, or of many, and who else
;; speaks; `dixit-list-entities' lists everything that has a name.

;;; Code:

(require 'cl-lib)
(require 'dixit-list)

(declare-function dixit-list-speaker-quotes "dixit-quotes")

(defun dixit-people--rows (document)
  "Return rows for the entities of DOCUMENT."
  (let* ((entities (dixit-document-entities document))
         (slots (dixit-highlight-slots document))
         (seen (make-bool-vector (length entities) nil))
         (line 1) (last (point-min))
         rows)
    (mapc
     (lambda (mention)
       (let ((index (dixit-mention-entity mention)))
         (when (and index (not (aref seen index)))
           (aset seen index t)
           (let* ((entity (aref entities index))
                  (name (dixit-entity-name entity))
                  (start (dixit-mention-start mention)))
             (save-excursion
               (goto-char last)
               (while (search-forward "\n" start t) (cl-incf line)))
             (setq last start)
             (when name
               (push (make-dixit-list-row
                      :place start
                      :item entity
                      :values (list 'line line
                                    'name name
                                    'quotes (dixit-entity-quotes entity)
                                    'mentions (dixit-entity-mentions entity)
                                    'type (dixit-people--type entity)
                                    'gender (dixit-people--gender entity)
                                    'role (or (dixit-entity-role entity) "")
                                    'what (dixit-people--what entity))
                      :looks (list 'name (propertize name 'face
                                                     (dixit-people--face entity slots))))
                     rows))))))
     (dixit-document-mentions document))
    (nreverse rows)))

(defun dixit-people--face (entity slots)
  "Return the face for the name of ENTITY, by SLOTS of colours."
  (let ((face (dixit-palette-face slots (dixit-entity-name entity)))
        (speaks (> (dixit-entity-quotes entity) 0)))
    ;; The silent have their colour, not in bold.
    (cond (speaks (cons 'dixit-speaker-name face))
          (face)
          ((eq (dixit-entity-type entity) 'PER) 'dixit-person)
          (t 'dixit-entity))))

(defun dixit-people--type (entity)
  "Return the type of ENTITY in a word."
  (if (eq (dixit-entity-type entity) 'NORP) "group"
    (dixit-describe--type (dixit-entity-type entity))))

(defun dixit-people--what (entity)
  "Return the role of ENTITY; for what is no person and has none, its type."
  (or (dixit-entity-role entity)
      (if (eq (dixit-entity-type entity) 'PER) "" (dixit-people--type entity))))

(defun dixit-people--gender (entity)
  "Return the gender of ENTITY in words, or an empty string."
  (pcase (dixit-entity-gender entity)
    ('m "male") ('f "female") (_ "")))

(defun dixit-people--wanted-p (row)
  "Return non-nil if ROW is a person, or speaks."
  (let ((entity (dixit-list-row-item row)))
    (or (eq (dixit-entity-type entity) 'PER)
        (> (dixit-entity-quotes entity) 0))))

(defun dixit-people--count (rows)
  "Return words on how many people and speakers are in ROWS."
  (let ((people 0) (speakers 0))
    (dolist (row rows)
      (let ((entity (dixit-list-row-item row)))
        (when (eq (dixit-entity-type entity) 'PER) (cl-incf people))
        (when (> (dixit-entity-quotes entity) 0) (cl-incf speakers))))
    (format "%s, %s"
            (if (= people 1) "1 person" (format "%d people" people))
            (dixit-describe--count speakers "speaker"))))

(defun dixit-entities--count (rows)
  "Return words on how many names are in ROWS."
  (dixit-describe--count (length rows) "name"))

;;;; Commands

(defun dixit-people-quotes ()
  "List the quotations by the person in this row."
  (interactive nil dixit-people-mode)
  (dixit-list--need-list 'dixit-people-mode)
  (let* ((row (dixit-list--row))
         (name (dixit-list--value row 'name)))
    (when (zerop (dixit-list--value row 'quotes))
      (user-error "%s says nothing here" name))
    (dixit-list-speaker-quotes (dixit-list-read-texts nil) name)))

(defun dixit-entities-filter-type ()
  "List only names of one type, by default that of the one at point."
  (interactive nil dixit-entities-mode)
  (dixit-list--need-list 'dixit-entities-mode)
  (dixit-list-filter-column 'type))

(defun dixit-people-filter-name ()
  "List only names that match a regexp, or one alone."
  (interactive nil dixit-people-mode)
  (dixit-list--need-list 'dixit-people-mode)
  (dixit-list-filter-column 'name))

(defun dixit-people-filter-speakers ()
  "List only those who speak."
  (interactive nil dixit-people-mode)
  (dixit-list--need-list 'dixit-people-mode)
  (dixit-list--add-filter 'quotes '> 0))

(defvar dixit-people-filter-map
  (let ((map (make-sparse-keymap)))
    (set-keymap-parent map dixit-list-filter-map)
    (define-key map "n" #'dixit-people-filter-name)
    (define-key map "s" #'dixit-people-filter-speakers)
    map)
  "Keys of the filters of the list of people.")

(defvar dixit-entities-filter-map
  (let ((map (make-sparse-keymap)))
    (set-keymap-parent map dixit-people-filter-map)
    (define-key map "t" #'dixit-entities-filter-type)
    map)
  "Keys of the filters of the list of names.")

(defvar dixit-people-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map "/" dixit-people-filter-map)
    (define-key map "s" #'dixit-people-quotes)
    map)
  "Keymap of the list of people.")

(defvar dixit-entities-mode-map
  (let ((map (make-sparse-keymap)))
    (set-keymap-parent map dixit-people-mode-map)
    (define-key map "/" dixit-entities-filter-map)
    map)
  "Keymap of the list of names.")

(easy-menu-define dixit-people-mode-menu dixit-people-mode-map
  "Menu of the list of people."
  `("Dixit"
    ,@dixit-list--menu
    "---"
    ["Quotations by This One" dixit-people-quotes
     :help "List the quotations by the person in this row"]
    ["By Name..." dixit-people-filter-name]
    ["By Type..." dixit-entities-filter-type
     :visible (derived-mode-p 'dixit-entities-mode)]
    ["Speakers" dixit-people-filter-speakers]))

(define-derived-mode dixit-people-mode dixit-list-mode "People"
  "Mode of the list of people that `dixit-list-people' shows.

\\{dixit-people-mode-map}"
  :interactive nil
  (setq dixit-list--what "people"
        dixit-list--columns '((line "Line" 6 :number t)
                              (name "Name" 20)
                              (quotes "Quotes" 8 :number t)
                              (mentions "Mentions" 10 :number t)
                              (gender "Gender" 7)
                              (what "Role" 0))
        dixit-list--rows-function #'dixit-people--rows
        dixit-list--wanted-function #'dixit-people--wanted-p
        dixit-list--count-function #'dixit-people--count
        tabulated-list-sort-key (cons "Quotes" t)))

(define-derived-mode dixit-entities-mode dixit-people-mode "Names"
  "Mode of the list of names that `dixit-list-entities' shows.

\\{dixit-entities-mode-map}"
  :interactive nil
  (setq dixit-list--what "names"
        dixit-list--columns '((line "Line" 6 :number t)
                              (name "Name" 20)
                              (type "Type" 13)
                              (quotes "Quotes" 8 :number t)
                              (mentions "Mentions" 10 :number t)
                              (role "Role" 0))
        dixit-list--wanted-function #'identity
        dixit-list--count-function #'dixit-entities--count
        tabulated-list-sort-key (cons "Mentions" t)))

;;;###autoload
(defun dixit-list-people (texts)
  "List the people in TEXTS, and who else speaks, in a side window.

TEXTS are buffers or files.  Interactively, list those of this buffer; in
Dired, of the marked files; with \\[universal-argument], of buffers that you name; with \\[universal-argument] \\[universal-argument],
of the files of the project.
\\<dixit-people-mode-map>
In the list, \\[dixit-list-visit] goes to the first mention, \\[dixit-people-quotes] lists what the
person says.  The other keys are those of `dixit-list-quotes'."
  (interactive (list (dixit-list-read-texts current-prefix-arg)))
  (dixit-list--open 'dixit-people-mode texts))

;;;###autoload
(defun dixit-list-entities (texts)
  "List everybody and everything that has a name in TEXTS.
TEXTS are buffers or files, interactively those of `dixit-list-people'."
  (interactive (list (dixit-list-read-texts current-prefix-arg)))
  (dixit-list--open 'dixit-entities-mode texts))

(provide 'dixit-people)

;;; dixit-people.el ends here
