;;; dixit-toy.el --- A small language in place of the module  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; The mode, its lists and jumps are driven by keys, as a user does.  Most
;; tests replace the analysis by a toy that reads a small language of its own,
;; so that they run without the module and each edit has a plain effect.

;;; Code:

(require 'ert)
(require 'cl-lib)
(require 'dixit)
(require 'dixit-list)
(require 'dixit-test)

(defconst test-dixit--people
  '(("Ada Marsh" "Marsh" "she" "keeper of the lock")
    ("Ben Quill" "Quill" "he" nil))
  "Name, last name, pronoun and role of everybody in the toy texts.")

(defconst test-dixit--text "\
The lock is shut, and the keepers differ.

“It leaks,” Ada Marsh said. The “Iron Lady” is old.

“It does not leak,” said Ben Quill.

“I have wet feet,” she said.

“Nobody asked me.”

“Then buy boots,” Quill said.
"
  "Five quotations, one of them nobody's, and a term on line 3.")

(defvar test-dixit--calls 0
  "How often the toy has read a text.")

(defun test-dixit--line-of (position)
  "Return the number of the line of POSITION."
  (line-number-at-pos position))

(defun test-dixit--analyze ()
  "Read the current buffer as the toy language.
Words in “marks” are a quotation if the line says who said it or has nothing
else, and a term otherwise."
  (cl-incf test-dixit--calls)
  (save-excursion
    (save-restriction
      (widen)
      (let ((case-fold-search nil)
            (entities
             (vconcat
              (cl-loop for (name _ pronoun role) in test-dixit--people
                       for id from 0
                       collect (make-dixit-entity
                                :id id :type 'PER :name name :role role
                                :gender (if (equal pronoun "he") 'm 'f)
                                :mentions 0 :quotes 0))))
            mentions quotes marks)
        (cl-loop
         for (name last) in test-dixit--people
         for id from 0
         do (goto-char (point-min))
         (while (re-search-forward (concat "\\_<" (regexp-opt (list name last)) "\\_>")
                                   nil t)
           (cl-incf (dixit-entity-mentions (aref entities id)))
           (push (make-dixit-mention :start (match-beginning 0)
                                     :end (match-end 0)
                                     :type 'PER :kind 'name :entity id)
                 mentions)))
        (goto-char (point-min))
        (while (re-search-forward "“[^”\n]*”" nil t)
          (let* ((start (match-beginning 0)) (end (match-end 0))
                 (words (match-string-no-properties 0))
                 (alone (and (= start (line-beginning-position))
                             (looking-at-p "$")))
                 (who (and (looking-at
                            "[, ]*\\(?:\\(she\\|he\\|[A-Z][a-z]+\\(?: [A-Z][a-z]+\\)?\\) said\\|said \\([A-Z][a-z]+ [A-Z][a-z]+\\)\\)")
                           (or (match-string-no-properties 1)
                               (match-string-no-properties 2))))
                 (group (if (match-beginning 1) 1 2))
                 (from (and who (match-beginning group)))
                 (to (and who (match-end group)))
                 (id (and who (cl-position-if (lambda (person) (member who person))
                                              test-dixit--people)))
                 (pronoun (and who (member who '("she" "he")))))
            (push (make-dixit-mark :start start :end end :depth 0) marks)
            (when pronoun
              (cl-incf (dixit-entity-mentions (aref entities id)))
              (push (make-dixit-mention :start from :end to :type 'PER
                                        :kind 'pronoun :entity id)
                    mentions))
            (when id (cl-incf (dixit-entity-quotes (aref entities id))))
            (push (make-dixit-quote
                   :kind (if (or who alone) 'direct 'term)
                   :source-kind (cond (pronoun 'pronoun) (who 'name) (t 'none))
                   :content (list (cons start end))
                   :source (and who (list (cons from to)))
                   :text words
                   :speaker (and id (car (nth id test-dixit--people)))
                   :entity id
                   :line (line-number-at-pos start)
                   :confidence (if who 0.9 0.5))
                  quotes)))
        (setq quotes (nreverse quotes))
        (cl-loop for quote in quotes for id from 0
                 do (setf (dixit-quote-id quote) id))
        (let ((by-start (lambda (a b) (< (dixit-mention-start a)
                                         (dixit-mention-start b)))))
          (make-dixit-document
           :length (buffer-size)
           :mentions (vconcat (sort mentions by-start))
           :entities entities
           :quotes (vconcat quotes)
           :marks (vconcat (nreverse marks))
           :checks []))))))

(defvar test-dixit--map
  (let ((map (make-sparse-keymap)))
    (define-key map (kbd "C-c q") 'dixit-command-map)
    map)
  "What a user might bind.")

(defmacro test-dixit--with (text &rest body)
  "Evaluate BODY in a selected window with a buffer of TEXT."
  (declare (indent 1) (debug t))
  `(let ((buffer (generate-new-buffer "article"))
         (dixit-analyze-function #'test-dixit--analyze)
         (kill-buffer-query-functions nil)
         (test-dixit--calls 0))
     (unwind-protect
         (save-window-excursion
           (delete-other-windows)
           (switch-to-buffer buffer)
           (insert ,text)
           (goto-char (point-min))
           (text-mode)
           (setq buffer-undo-list nil)
           (set-buffer-modified-p nil)
           (use-local-map (make-composed-keymap test-dixit--map
                                                (current-local-map)))
           ,@body)
       (dolist (other (buffer-list))
         (when (or (cl-find buffer (buffer-local-value 'dixit-list--sources other)
                            :key #'dixit-list-source-buffer)
                   (eq (buffer-base-buffer other) buffer))
           (kill-buffer other)))
       (with-current-buffer buffer (set-buffer-modified-p nil))
       (kill-buffer buffer))))

(defun test-dixit--overlays ()
  "Return Dixit's overlays in the current buffer."
  (save-restriction
    (widen)
    (cl-remove 'dixit-overlay (overlays-in (point-min) (point-max))
               :key (lambda (overlay) (overlay-get overlay 'category))
               :test-not #'eq)))

(defun test-dixit--faces (position)
  "Return the faces of Dixit at POSITION, flat."
  (flatten-tree (mapcar (lambda (overlay) (overlay-get overlay 'face))
                        (overlays-at position t))))

(defun test-dixit--at (string)
  "Return the position where STRING begins."
  (save-excursion
    (goto-char (point-min))
    (search-forward string)
    (match-beginning 0)))

(defun test-dixit--keys (keys)
  "Type KEYS in the selected window."
  (set-buffer (window-buffer))
  (execute-kbd-macro (kbd keys))
  (set-buffer (window-buffer)))

(defun test-dixit--header ()
  "Return the text of the header line."
  (apply #'concat (cl-remove-if-not #'stringp (flatten-tree header-line-format))))

(defun test-dixit--rows ()
  "Return the lines of the current list as lists of words before the text."
  (mapcar (lambda (line) (string-trim line))
          (split-string (buffer-substring-no-properties (point-min) (point-max))
                        "\n" t)))

(provide 'dixit-toy)

;;; dixit-toy.el ends here
