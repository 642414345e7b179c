;;; dixit-correct.el --- Correct who speaks, and who is who  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors

;; SPDX-License-Identifier: GPL-3.0-or-later

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the Free
;; Software Foundation, either version 3 of the License, or (at your option)
;; any later version.

;;; Commentary:

;; Corrections are kept in the rules file that counts for the text, under
;; "corrections", each an entry of its own: so they hold for as long as the
;; quotation's words are there, go where the file goes, and can be read,
;; edited and shared.  The newest is the last; `dixit-undo-correction' takes it
;; out again.  The file is edited as text: what else is in it stays as it is.

;;; Code:

(require 'cl-lib)
(require 'json)
(require 'subr-x)
(require 'dixit-describe)
(require 'dixit-rules)

(declare-function dixit-current-document "dixit-watch" (&optional cached))
(declare-function dixit-refresh "dixit-watch" ())
(declare-function dixit-call-at-place "dixit-watch" (function))

(defvar dixit-correct-history nil
  "History of names in corrections.")

;;;; The file

(defun dixit-correct--new-file (directory)
  "Return the rules file to make for the texts in DIRECTORY."
  (cond
   ((and dixit-directory-rules buffer-file-name (not (file-remote-p directory)))
    (expand-file-name dixit-rules-name directory))
   ((car (last (dixit-rules--listed))))
   (t (user-error "Where to keep it?  Visit a file, or set `dixit-rules-file'"))))

(defun dixit-correct-file ()
  "Return the rules file that corrections of the current buffer go to.
That is the strongest one that counts for it; if there is none, ask whether
to make one."
  (let* ((directory (if buffer-file-name (file-name-directory buffer-file-name)
                      default-directory))
         (file (or (car (last (dixit-rules-files directory)))
                   (dixit-correct--new-file directory))))
    (unless (or (file-exists-p file)
                (y-or-n-p (format "Keep corrections in %s, a new file? "
                                  (abbreviate-file-name file))))
      (user-error "Not corrected"))
    file))

(defun dixit-correct--bad (format &rest arguments)
  "Signal that the rules file is not as it has to be: FORMAT with ARGUMENTS."
  (user-error "%s: line %d: %s; mend it first" (abbreviate-file-name buffer-file-name)
              (line-number-at-pos) (apply #'format format arguments)))

(defun dixit-correct--over (char)
  "Go past blanks, CHAR and blanks."
  (json-skip-whitespace)
  (unless (eq (char-after) char)
    (dixit-correct--bad "%c is missing" char))
  (forward-char)
  (json-skip-whitespace))

(defun dixit-correct--members (open close read)
  "Return what is between OPEN and CLOSE at point, in their order.
READ is called at each member; what it returns begins the member's list
\(VALUE START . END).  Point moves to CLOSE."
  (let (members)
    (dixit-correct--over open)
    (while (not (eq (char-after) close))
      (when members (dixit-correct--over ?,))
      (let* ((start (point))
             (value (funcall read)))
        (push (cons value (cons start (point))) members))
      (json-skip-whitespace))
    (nreverse members)))

(defun dixit-correct--entries ()
  "Return (LAST LIST-START . ENTRIES) of the rules in the current buffer.
LAST is where the last member of the file ends, or nil without any.
LIST-START is where the list of corrections begins, or nil.  ENTRIES are
lists (VALUE START . END)."
  (condition-case err
      (let ((json-object-type 'alist) (json-array-type 'list) (json-key-type 'string)
            (json-null :null) (json-false :false)
            (start nil) last)
        (goto-char (point-min))
        (let ((members (dixit-correct--members
                        ?{ ?}
                        (lambda ()
                          (let ((key (json-read-string)))
                            (dixit-correct--over ?:)
                            (when (equal key "corrections") (setq start (point)))
                            (json-read)
                            key)))))
          (setq last (cddr (car (last members))))
          (when start (goto-char start))
          (cons last (cons start (and start
                                      (dixit-correct--members ?\[ ?\] #'json-read))))))
    (json-error (dixit-correct--bad "%s" (error-message-string err)))))

(defun dixit-correct--insert (text)
  "Insert TEXT, a correction as JSON, as the last one of the current buffer."
  (when (= (point-min) (point-max))
    (insert (format "{\n  \"schema\": %s\n}\n" (json-encode "dixit-rules/1"))))
  (pcase-let* ((`(,last ,start . ,entries) (dixit-correct--entries)))
    (cond
     (entries
      (goto-char (cddr (car (last entries))))
      (insert ",\n    " text))
     (start
      (goto-char (1+ start))
      (insert "\n    " text "\n  ")
      (delete-region (point) (progn (skip-chars-forward " \t\r\n") (point))))
     (t
      (if last
          (progn (goto-char last) (insert ","))
        (goto-char (point-min))
        (search-forward "{"))
      (insert "\n  \"corrections\": [\n    " text "\n  ]")))))

(defun dixit-correct--remove ()
  "Remove the last correction of the current buffer, and return it; or nil."
  (pcase-let* ((`(,_ ,start . ,entries) (dixit-correct--entries))
               (`(,value ,from . ,to) (car (last entries)))
               (before (car (last entries 2))))
    (when value
      (delete-region (if (cdr entries) (cddr before) (1+ start))
                     (if (cdr entries) to
                       (goto-char to)
                       (skip-chars-forward " \t\r\n")
                       (point)))
      (ignore from)
      value)))

(defun dixit-correct--edit (file function)
  "Call FUNCTION in a buffer with FILE, save it, and return what it returned.
Nothing is written if it returns nil."
  (let* ((visiting (find-buffer-visiting file))
         (buffer (or visiting (let ((enable-local-variables nil)
                                    (find-file-hook nil))
                                (find-file-noselect file t)))))
    (unwind-protect
        (with-current-buffer buffer
          (when (buffer-modified-p)
            (user-error "%s has changes that are not saved; save it first"
                        (buffer-name)))
          (unless (or visiting (verify-visited-file-modtime buffer))
            (revert-buffer t t))
          (save-excursion
            (save-restriction
              (widen)
              (let ((value (atomic-change-group (funcall function)))
                    (coding-system-for-write 'utf-8-unix))
                (when value (let ((save-silently t)) (save-buffer)))
                value))))
      (unless visiting
        (with-current-buffer buffer (set-buffer-modified-p nil))
        (kill-buffer buffer)))))

(defun dixit-correct-write (correction)
  "Write CORRECTION, an alist, to the rules file of the current buffer.
Analyse the buffer again by it."
  (let ((text (let ((json-encoding-pretty-print nil)
                    (json-null :null))
                (json-encode correction))))
    (dixit-correct--edit (dixit-correct-file)
                         (lambda () (dixit-correct--insert text) t)))
  (dixit-refresh))

;;;; Commands

(defun dixit-correct--names (document)
  "Return the names of the entities of DOCUMENT, those of people first."
  (let (people others)
    (mapc (lambda (entity)
            (if (eq (dixit-entity-type entity) 'PER)
                (push (dixit-entity-name entity) people)
              (push (dixit-entity-name entity) others)))
          (dixit-document-entities document))
    (delete-dups (nconc (nreverse people) (nreverse others)))))

(defun dixit-correct--allow-spaces ()
  "Let the space bar insert a space in this minibuffer: names have some."
  (let ((map (make-sparse-keymap)))
    (set-keymap-parent map (current-local-map))
    (define-key map " " #'self-insert-command)
    (use-local-map map)))

(defun dixit-correct--read (prompt document &optional default more)
  "Read a name with PROMPT, completing those of DOCUMENT and MORE.
DEFAULT is the default.  Other names can be typed."
  (let* ((names (append (dixit-correct--names document) more))
         (name (string-trim
                (minibuffer-with-setup-hook #'dixit-correct--allow-spaces
                  (completing-read
                   (format-prompt prompt default)
                   (lambda (string predicate action)
                     (if (eq action 'metadata)
                         '(metadata (category . dixit-person)
                                    (display-sort-function . identity))
                       (complete-with-action action names string predicate)))
                   nil nil nil 'dixit-correct-history default)))))
    (if (string-empty-p name) (user-error "No name was given") name)))

(defun dixit-correct--type (document name)
  "Return the members of a correction that say of what type NAME in DOCUMENT is."
  (let ((entity (cl-find name (dixit-document-entities document)
                         :key #'dixit-entity-name :test #'equal)))
    (and entity (not (eq (dixit-entity-type entity) 'PER))
         `(("type" . ,(symbol-name (dixit-entity-type entity)))))))

(defun dixit-correct--term-at (document position)
  "Return the marked words of nobody in DOCUMENT at POSITION, or nil."
  (cl-find-if (lambda (quote)
                (cl-some (lambda (piece) (<= (car piece) position (1- (cdr piece))))
                         (dixit-quote-content quote)))
              (dixit-document-quotes-in document position (1+ position))))

(defconst dixit-correct-nobody "(nobody)"
  "What is chosen for a quotation of nobody.")

;; In a list these commands are about the row at point, and its text.

;;;###autoload
(defun dixit-set-speaker (quote speaker)
  "Say that SPEAKER, a name or nil for nobody, says QUOTE, a `dixit-quote'.
Interactively, that is the quotation at point, in a list that of the row.  The
correction is kept in the rules file of the text (see `dixit-correct-file'),
and holds as long as the quotation's words are there;
\\[dixit-undo-correction] takes it back."
  (interactive (dixit-call-at-place #'dixit-correct--read-speaker))
  (dixit-call-at-place
   (lambda (_)
     (dixit-correct-write
      `(("quote" . ,(dixit-quote-text quote))
        ("speaker" . ,(or speaker :null))
        ,@(and speaker (dixit-correct--type (dixit-current-document) speaker))))))
  (message "%s: %s" (or speaker "Nobody") (truncate-string-to-width
                                           (dixit-quote-text quote) 50 nil nil t)))

(defun dixit-correct--read-speaker (item)
  "Ask who says ITEM or, if that is nil, the quotation at point.
Return the arguments of `dixit-set-speaker'."
  (let* ((document (dixit-current-document))
         (quote (or (if item (and (dixit-quote-p item) item)
                      (or (dixit-quote-at document (point))
                          (dixit-correct--term-at document (point))))
                    (user-error "No quotation here")))
         (name (dixit-correct--read "Who says this" document
                                    (or (dixit-quote-speaker quote)
                                        dixit-correct-nobody)
                                    (list dixit-correct-nobody))))
    (list quote (if (equal name dixit-correct-nobody) nil name))))

(defun dixit-correct--entity (document item)
  "Return the entity of DOCUMENT that ITEM is or whose words it is; or nil.
If ITEM is nil, that is whoever is meant at point."
  (let ((mention (and (not item) (dixit-mention-at document (point)))))
    (cond (mention (dixit-document-entity document (dixit-mention-entity mention)))
          ((dixit-quote-p item)
           (dixit-document-entity document (dixit-quote-entity item)))
          (t item))))

;;;###autoload
(defun dixit-merge-people (name other)
  "Say that NAME and OTHER are one, who is called NAME.
Interactively, OTHER is whoever is at point by default.  The correction is
kept in the rules file of the text; \\[dixit-undo-correction] takes it back."
  (interactive
   (dixit-call-at-place
    (lambda (item)
      (let* ((document (dixit-current-document))
             (entity (dixit-correct--entity document item))
             (other (dixit-correct--read "Merge whom" document
                                         (and entity (dixit-entity-name entity)))))
        (list (dixit-correct--read (format "%s is who" other) document) other)))))
  (when (equal name other)
    (user-error "%s is one already" name))
  (dixit-call-at-place
   (lambda (_)
     (dixit-correct-write `(("merge" . ,(vector name other))
                            ,@(dixit-correct--type (dixit-current-document) name)))))
  (message "%s is %s now" other name))

(defun dixit-correct--words (mention)
  "Return the words of MENTION in the current buffer, without line breaks."
  (dixit-describe-words (list (cons (dixit-mention-start mention)
                                    (dixit-mention-end mention)))))

(defun dixit-correct--forms (document entity)
  "Return the words of the names in DOCUMENT that mean ENTITY, but for its name."
  (let ((forms nil))
    (mapc (lambda (mention)
            (when (and (eql (dixit-mention-entity mention) (dixit-entity-id entity))
                       (eq (dixit-mention-kind mention) 'name))
              (push (dixit-correct--words mention) forms)))
          (dixit-document-mentions document))
    (delete (dixit-entity-name entity) (delete-dups (nreverse forms)))))

(defun dixit-correct--read-form (item)
  "Ask which words do not mean ITEM or, if that is nil, who is meant at point.
Return the arguments of `dixit-split-person'."
  (let* ((document (dixit-current-document))
         (entity (or (dixit-correct--entity document item)
                     (user-error "Nobody here")))
         (name (dixit-entity-name entity))
         (forms (or (dixit-correct--forms document entity)
                    (user-error "%s is called nothing else here" name)))
         (mention (and (not item) (dixit-mention-at document (point))))
         (default (car (or (and mention (member (dixit-correct--words mention) forms))
                           forms))))
    (list name (completing-read (format-prompt "Not %s" default name)
                                forms nil t nil 'dixit-correct-history default))))

;;;###autoload
(defun dixit-split-person (name form)
  "Say that FORM, which was taken for NAME, is somebody else.
Interactively, NAME is whoever is at point, and FORM one of the ways in which
the text names them.  The correction is kept in the rules file of the text;
\\[dixit-undo-correction] takes it back."
  (interactive (dixit-call-at-place #'dixit-correct--read-form))
  (dixit-call-at-place
   (lambda (_)
     (dixit-correct-write `(("split" . ,(vector name form))
                            ,@(dixit-correct--type (dixit-current-document) name)))))
  (message "%s is not %s now" form name))

;;;###autoload
(defun dixit-undo-correction ()
  "Take back the last correction in the rules file of the text.
Repeated, it takes back those before."
  (interactive)
  (dixit-call-at-place
   (lambda (_)
     (let* ((file (dixit-correct-file))
            (gone (dixit-correct--edit file #'dixit-correct--remove)))
       (unless gone
         (user-error "No corrections in %s" (abbreviate-file-name file)))
       (dixit-refresh)
       (message "Taken back: %s" (let ((json-null :null)) (json-encode gone)))))))

(provide 'dixit-correct)
;;; dixit-correct.el ends here
