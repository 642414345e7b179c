;;; dixit-goto.el --- Go to a quotation or person by completion  -*- lexical-binding: t -*-

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

;; Commands that read a quotation or a person with completion, and go there.
;; While the minibuffer is open the text shows what would be gone to.
;;
;; Any completion interface will do.  What it holds selected is found out for
;; the default one, Icomplete, Fido and Vertico; others show no preview before
;; one candidate alone is left.

;;; Code:

(require 'cl-lib)
(require 'dixit)
(require 'dixit-jump)

(defcustom dixit-goto-preview t
  "Whether to show the place in the text while it is chosen by completion."
  :type 'boolean
  :safe #'booleanp
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defface dixit-preview '((t :inherit highlight))
  "Face for what `dixit-goto-quote' would go to."
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defvar dixit-quote-history nil
  "History of `dixit-goto-quote'.")

(defvar dixit-person-history nil
  "History of `dixit-goto-person'.")

;; Some words from the middle are what one remembers.
(dolist (category '(dixit-quote dixit-person))
  (add-to-list 'completion-category-defaults
               (list category '(styles . (basic substring)))))

(defvar dixit-goto--map
  (let ((map (make-sparse-keymap)))
    ;; Between words, and nothing that completes one.
    (define-key map " " #'self-insert-command)
    map)
  "Keys of the minibuffer while a quotation or a person is read.")

;;;; Preview

(declare-function vertico--candidate "ext:vertico")

(defun dixit-goto--selected ()
  "Return the candidate that the minibuffer would return now, or nil."
  (cond
   ((and (bound-and-true-p vertico--input) (fboundp 'vertico--candidate))
    (vertico--candidate))
   ((and (bound-and-true-p icomplete-mode)
         (or (bound-and-true-p icomplete-show-matches-on-no-input)
             (not (equal "" (minibuffer-contents-no-properties)))))
    ;; It may not have had the time yet; what is found here is kept for it.
    (car-safe (completion-all-sorted-completions (minibuffer-prompt-end)
                                                 (point-max))))
   (t
    (let* ((input (minibuffer-contents-no-properties))
           (all (and (not (equal input ""))
                     (completion-all-completions
                      input minibuffer-completion-table
                      minibuffer-completion-predicate (length input)))))
      ;; Its last cdr is a number.
      (cond ((test-completion input minibuffer-completion-table
                              minibuffer-completion-predicate)
             input)
            ((and (consp all) (not (consp (cdr all)))) (car all)))))))

(defun dixit-goto--previewer (window pieces)
  "Return a function that shows in WINDOW what is selected.
PIECES is a function from what is selected to a list of (START . END).
Called without an argument, it takes everything back."
  (let ((point (window-point window))
        (start (window-start window))
        shown overlays)
    (lambda (&optional selected)
      (unless (equal selected shown)
        (setq shown selected)
        (mapc #'delete-overlay overlays)
        (setq overlays nil)
        (when (window-live-p window)
          (with-selected-window window
            (let* ((pieces (and selected (funcall pieces selected)))
                   (place (caar pieces)))
              (cond
               ((not selected)
                (goto-char point)
                (set-window-start window start t))
               ((and place (<= (point-min) place (point-max)))
                (goto-char place)
                (unless (pos-visible-in-window-p place window)
                  (recenter))
                (save-excursion
                  (pcase-dolist (`(,start . ,end) pieces)
                    (dixit-highlight-do-lines (from to) start end
                      (let ((overlay (make-overlay from to)))
                        (overlay-put overlay 'face 'dixit-preview)
                        (overlay-put overlay 'priority 100)
                        (overlay-put overlay 'window window)
                        (push overlay overlays))))))))))))))

(defun dixit-goto--read (prompt table metadata history default pieces)
  "Ask with PROMPT for a key of TABLE; return its value.
TABLE is what `dixit-goto--table' returns.
METADATA is an alist for the completion, HISTORY a variable, DEFAULT a key
or nil.  PIECES is a function from a value to a list of (START . END)."
  (let* ((keys (car table))
         (table (cdr table))
         (window (selected-window))
         (preview (and dixit-goto-preview
                       (eq (window-buffer window) (current-buffer))
                       (dixit-goto--previewer
                        window (lambda (key)
                                 (let ((value (gethash key table)))
                                   (and value (funcall pieces value)))))))
         (key nil))
    (unwind-protect
        (minibuffer-with-setup-hook
            (lambda ()
              (use-local-map (make-composed-keymap dixit-goto--map
                                                   (current-local-map)))
              (when preview
                (add-hook 'post-command-hook
                          (lambda ()
                            (let ((selected (dixit-goto--selected)))
                              (when selected
                                (funcall preview
                                         (substring-no-properties selected)))))
                          90 t)))
          (setq key (completing-read
                     (format-prompt prompt
                                    (and default (truncate-string-to-width
                                                  default 30 nil nil t)))
                     (lambda (string predicate action)
                       (if (eq action 'metadata) (cons 'metadata metadata)
                         (complete-with-action action keys string predicate)))
                     nil t nil history default)))
      (when preview (funcall preview)))
    (gethash key table)))

(defun dixit-goto--table (items key)
  "Return a table of ITEMS, a list, under the strings KEY returns.
Those that are the same are told apart by numbers.  The value is a pair of a
list of the strings, in the order of ITEMS, and a hash table."
  (let ((seen (make-hash-table :test #'equal))
        (table (make-hash-table :test #'equal))
        keys)
    (dolist (item items)
      (let* ((name (funcall key item))
             (times (puthash name (1+ (gethash name seen 0)) seen)))
        (push (if (> times 1) (format "%s <%d>" name times) name) keys)
        (puthash (car keys) item table)))
    (cons (nreverse keys) table)))

(defun dixit-goto--item (table key)
  "Return what TABLE has under KEY."
  (gethash key (cdr table)))

(defun dixit-goto--key (table item)
  "Return the key of ITEM in TABLE, or nil."
  (cl-find item (car table)
           :key (lambda (key) (dixit-goto--item table key)) :test #'eq))

;;;; Quotations

(defun dixit-goto--words (text)
  "Return TEXT, of which one line is seen, after who says it.
What is not seen can be typed as well, but for `icomplete-mode', which fills
lines up by the length that they would have."
  (let ((width (max 40 (- (frame-width) 36))))
    (if (bound-and-true-p icomplete-mode)
        (truncate-string-to-width text width nil nil t)
      (let* ((text (truncate-string-to-width text 600))
             (seen (truncate-string-to-width text width))
             (rest (substring text (length seen))))
        (if (equal rest "") text
          (concat seen (propertize rest 'display "…")))))))

(defun dixit-goto--read-quote ()
  "Ask for a quotation of the current buffer and return it."
  (let* ((document (dixit-current-document))
         (slots (dixit-highlight-slots document))
         (quotes (or (dixit-quotes document) (user-error "No quotations here")))
         (table (dixit-goto--table
                 quotes (lambda (quote)
                          (dixit-goto--words (or (dixit-quote-text quote) "")))))
         ;; The completion asks from the minibuffer, which is not the text.
         (names (let ((names (make-hash-table :test #'eq)))
                  (dolist (quote quotes names)
                    (puthash quote (dixit--name quote slots) names))))
         (width (min 24 (cl-loop for quote in quotes
                                 maximize (string-width (gethash quote names))))))
    (dixit-goto--read
     "Go to quotation" table
     `((category . dixit-quote)
       ;; Text order says more than the alphabet.
       (display-sort-function . identity)
       (cycle-sort-function . identity)
       (group-function
        . ,(lambda (key transform)
             (if transform key
               (substring-no-properties
                (gethash (dixit-goto--item table key) names)))))
       (affixation-function
        . ,(lambda (keys)
             (mapcar
              (lambda (key)
                (let ((quote (dixit-goto--item table key)))
                  (list key
                        (concat
                         (propertize (format "%5d  " (dixit-quote-line quote))
                                     'face 'shadow)
                         (truncate-string-to-width (gethash quote names)
                                                   width nil ?\s t)
                         "  ")
                        "")))
              keys))))
     'dixit-quote-history
     (let ((here (dixit-quote-at document (point))))
       (and here (dixit-goto--key table here)))
     (lambda (quote) (dixit-quote-content quote)))))

;;;###autoload
(defun dixit-goto-quote (quote)
  "Go to QUOTE, a `dixit-quote' of the current buffer.
Interactively, read some of its words, with completion; the quotation at
point is the default.  The text shows the one that is selected, see
`dixit-goto-preview'."
  (interactive (list (dixit-goto--read-quote)))
  (unless quote (user-error "No such quotation"))
  (dixit--jump (dixit--start quote))
  (dixit--tell quote))

;;;; People

(defun dixit-goto--annotation (entity)
  "Return words about ENTITY to stand after its name."
  (let ((role (dixit-entity-role entity))
        (quotes (dixit-entity-quotes entity)))
    (propertize
     (concat (if (and role (not (equal role ""))) (concat "  " role) "")
             (if (> quotes 0)
                 (concat "  " (dixit-describe--count quotes "quotation"))
               "")
             "  " (dixit-describe--count (dixit-entity-mentions entity) "mention"))
     'face 'completions-annotations)))

(defun dixit-read-entity (prompt)
  "Ask with PROMPT for an entity of the current buffer, and return it.
Whoever is at point is the default."
  (let* ((document (dixit-current-document))
         (slots (dixit-highlight-slots document))
         (first (make-hash-table))
         (here (ignore-error user-error (dixit--entity-here document)))
         entities table)
    (mapc (lambda (mention)
            (let ((index (dixit-mention-entity mention)))
              (when (and index (not (gethash index first)))
                (puthash index mention first))))
          (dixit-document-mentions document))
    (setq entities (cl-remove-if-not
                    (lambda (entity)
                      (and (dixit-entity-name entity)
                           (gethash (dixit-entity-id entity) first)))
                    (append (dixit-document-entities document) nil))
          table (dixit-goto--table
                 ;; People first, then in text order.
                 (append (cl-remove 'PER entities :key #'dixit-entity-type
                                    :test-not #'eq)
                         (cl-remove 'PER entities :key #'dixit-entity-type))
                 #'dixit-entity-name))
    (unless entities (user-error "No names here"))
    (dixit-goto--read
     prompt table
     `((category . dixit-person)
       (display-sort-function . identity)
       (cycle-sort-function . identity)
       (group-function
        . ,(lambda (key transform)
             (if transform key
               (dixit-describe--type
                (dixit-entity-type (dixit-goto--item table key))))))
       (affixation-function
        . ,(lambda (keys)
             (mapcar (lambda (key)
                       (let ((entity (dixit-goto--item table key)))
                         (list (propertize key 'face
                                           (dixit-palette-face slots key))
                               "" (dixit-goto--annotation entity))))
                     keys))))
     'dixit-person-history
     (and here (dixit-goto--key table here))
     (lambda (entity)
       (let ((mention (gethash (dixit-entity-id entity) first)))
         (list (cons (dixit-mention-start mention) (dixit-mention-end mention))))))))

;;;###autoload
(defun dixit-goto-person (entity)
  "Go to the first mention of ENTITY, a `dixit-entity' of the current buffer.
Interactively, read a name, with completion; people come first."
  (interactive (list (dixit-read-entity "Go to person")))
  (unless entity (user-error "No such person"))
  (let ((mentions (dixit--mentions (dixit-current-document) entity)))
    (when (zerop (length mentions)) (user-error "Mentioned nowhere"))
    (dixit--jump (dixit-mention-start (aref mentions 0)))
    (dixit--tell-mention entity mentions (aref mentions 0))))

(provide 'dixit-goto)

;;; dixit-goto.el ends here
