;;; dixit-report.el --- A report for reading of who said what  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors

;; SPDX-License-Identifier: GPL-3.0-or-later

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the Free
;; Software Foundation, either version 3 of the License, or (at your option)
;; any later version.

;;; Commentary:

;; `dixit-report-pieces' turns a `dixit-document' and its text into a report:
;; who speaks and how often, every quotation with its speaker, the passages in
;; marks that are nobody's words, and what an editor should look at.  They are
;; strings with faces; `dixit-report-ansi' makes terminal colours of them.

;;; Code:

(require 'cl-lib)
(require 'dixit-document)
(require 'dixit-record)

(defgroup dixit-report nil
  "Reports of who said what."
  :group 'dixit)

(defcustom dixit-report-doubtful 0.5
  "A quotation with less confidence than this is shown as doubtful."
  :type 'float
  :package-version '(dixit . "0.1.0"))

(defface dixit-report-title '((t :inherit bold))
  "Face of the titles in a report.")

(defface dixit-report-speaker '((t :inherit bold))
  "Face of the names of those who speak, in a report.")

(defface dixit-report-aside '((t :inherit shadow))
  "Face of what is said besides, in a report.")

(defface dixit-report-doubt '((t :inherit warning))
  "Face of what the report is not sure of.")

(defconst dixit-report--sections '(people quotes checks)
  "The sections of a report, where none are chosen.")

;;;; Pieces

(defun dixit-report--with (face string)
  "Return STRING in FACE."
  (propertize string 'face face))

(defun dixit-report--tidy (string)
  "Return STRING on one line, without what a terminal would act upon."
  (replace-regexp-in-string
   "[\0-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]" "\ufffd"
   (string-trim (replace-regexp-in-string "[ \t\n\r\f\v\u2028\u2029]+" " " string t t))
   t t))

(defun dixit-report--shorten (string width)
  "Return STRING, cut to WIDTH columns with an ellipsis if it is longer."
  (if (<= (string-width string) width)
      string
    (concat (string-trim-right (truncate-string-to-width string (max 1 (1- width))))
            "…")))

(defun dixit-report--pad (string width)
  "Return STRING with blanks after it up to WIDTH columns."
  (concat string (make-string (max 0 (- width (string-width string))) ?\s)))

(defun dixit-report--right (string width)
  "Return STRING with blanks before it up to WIDTH columns."
  (concat (make-string (max 0 (- width (string-width string))) ?\s) string))

(defun dixit-report--count (n one &optional many)
  "Return N with ONE or MANY, the noun in the singular and plural, after it."
  (format "%s %s" (dixit-report--number n) (if (= n 1) one (or many (concat one "s")))))

(defun dixit-report--number (n)
  "Return N with commas between thousands."
  (let ((digits (number-to-string n)))
    (while (string-match "\\`\\([0-9]+\\)\\([0-9]\\{3\\}\\)" digits)
      (setq digits (replace-match "\\1,\\2" t nil digits)))
    digits))

(defun dixit-report--chop (word width)
  "Return WORD in pieces of at most WIDTH columns."
  (let (pieces)
    (while (> (string-width word) width)
      (let ((piece (truncate-string-to-width word width)))
        (when (string-empty-p piece)    ; one character wider than the line
          (setq piece (substring word 0 1)))
        (push piece pieces)
        (setq word (substring word (length piece)))))
    (nreverse (if (string-empty-p word) pieces (cons word pieces)))))

(defconst dixit-report--wide
  (concat "[“‘「『（《〈]*"
          "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003fffd]"
          "[’”」』）》〉，。、！？：；]*")
  "Matches a character of a script without blanks.
A mark that closes stays with what it closes, one that opens with what it
opens.")

(defun dixit-report--words (string)
  "Return what STRING can be broken into, as a list of (BLANK . WORD).
BLANK is non-nil for a word that a blank comes before.  Wide characters, which
are written without blanks, can be broken between."
  (let (words)
    (dolist (word (split-string string " " t))
      (let ((blank t)
            (start 0))
        (while (string-match dixit-report--wide word start)
          (let ((from (match-beginning 0))
                (to (match-end 0)))
            (when (> from start)
              (push (cons blank (substring word start from)) words)
              (setq blank nil))
            (push (cons blank (substring word from to)) words)
            (setq blank nil
                  start to)))
        (when (< start (length word))
          (push (cons blank (substring word start)) words))))
    (nreverse words)))

(defun dixit-report--blank (before after)
  "Return a blank, with the properties that BEFORE ends and AFTER starts with."
  (let ((properties (text-properties-at (1- (length before)) before)))
    (if (equal properties (text-properties-at 0 after))
        (apply #'propertize " " properties)
      " ")))

(defun dixit-report--fold (string width indent)
  "Return STRING folded to WIDTH columns, each line after INDENT blanks."
  (let* ((room (max 8 (- width indent)))
         (margin (make-string indent ?\s))
         lines (line "") (used 0))
    (dolist (entry (dixit-report--words string))
      (let ((first t))
        (dolist (piece (dixit-report--chop (cdr entry) room))
          (let* ((blank (and first (car entry) (> used 0)))
                 (more (+ (string-width piece) (if blank 1 0))))
            (if (and (> used 0) (> (+ used more) room))
                (progn (push line lines)
                       (setq line piece
                             used (string-width piece)))
              (setq line (concat line
                                 (when blank
                                   (dixit-report--blank line piece))
                                 piece)
                    used (+ used more))))
          (setq first nil))))
    (push line lines)
    (mapconcat (lambda (l) (concat margin l "\n")) (nreverse lines) "")))

;; The text is the current buffer's while a report is made.

(defun dixit-report--words-at (spans)
  "Return the words of the text at SPANS, which count from 0, tidied and joined."
  (dixit-report--tidy (or (dixit-record-words spans) "")))

;;;; Sections

;; Each is a list of strings, for one string with the faces of a whole report
;; takes Emacs too long to make where the report is long.

(defun dixit-report--heading (string)
  "Return STRING as the heading of a section."
  (concat "\n" (dixit-report--with 'dixit-report-title string) "\n"))

(defun dixit-report--name (name entity)
  "Return NAME as a speaker's, the one with the index ENTITY if not nil.
On a terminal everybody has a colour."
  (propertize name 'face 'dixit-report-speaker 'dixit-entity entity))

(defun dixit-report--table (heading columns rows)
  "Return the section under HEADING with the lines ROWS, lists of strings.
The last of a row are the numbers that COLUMNS, strings, are the names of."
  (let* ((n (length (car rows)))
         (words (- n (length columns)))
         (widths (mapcar #'string-width (append (make-list words "") columns))))
    (dolist (row rows)
      (setq widths (cl-mapcar (lambda (width cell) (max width (string-width cell)))
                              widths row)))
    ;; The heading stands over the words.
    (let ((wanting (- (string-width heading)
                      (apply #'+ (* 2 words) (seq-take widths words)))))
      (when (> wanting 0)
        (cl-incf (nth (1- words) widths) wanting)))
    (cl-flet ((join (cells start)
                (let ((i (1- start)))
                  (string-trim-right
                   (mapconcat (lambda (cell)
                                (let ((width (nth (cl-incf i) widths)))
                                  (if (>= i words)
                                      (dixit-report--right cell width)
                                    (dixit-report--pad cell width))))
                              cells "  ")))))
      (cons
       (concat
        "\n"
        (dixit-report--with 'dixit-report-title
                            (dixit-report--pad heading
                                               (apply #'+ (* 2 words)
                                                      (seq-take widths words))))
        (dixit-report--with 'dixit-report-aside (concat "  " (join columns words)))
        "\n")
       (mapcar (lambda (row) (concat "  " (join row 0) "\n")) rows)))))

(defun dixit-report--widest (entities)
  "Return how many columns the widest name of ENTITIES takes, 14 at least."
  (seq-reduce (lambda (width e) (max width (string-width (dixit-entity-name e))))
              entities 14))

(defun dixit-report--people (document width)
  "Return the section on who speaks in DOCUMENT, for WIDTH columns."
  (let* ((entities (append (dixit-document-entities document) nil))
         (speakers (sort (seq-filter (lambda (e) (> (dixit-entity-quotes e) 0)) entities)
                         (lambda (a b)
                           (if (= (dixit-entity-quotes a) (dixit-entity-quotes b))
                               (> (dixit-entity-mentions a) (dixit-entity-mentions b))
                             (> (dixit-entity-quotes a) (dixit-entity-quotes b))))))
         (silent (seq-filter (lambda (e) (and (eq (dixit-entity-type e) 'PER)
                                              (= (dixit-entity-quotes e) 0)))
                             entities))
         (nameless (seq-count (lambda (q) (not (or (dixit-quote-speaker q)
                                                   (eq (dixit-quote-kind q) 'term))))
                              (dixit-document-quotes document)))
         ;; The numbers and the blanks between take 24 columns.
         (room (- width 26))
         (wide (> room 32))
         (names (min (if wide (- room 10) room) (dixit-report--widest speakers)))
         (roles (- room names)))
    (when (or speakers silent (> nameless 0))
      (append
       (if (or speakers (> nameless 0))
           (dixit-report--table
            "Who speaks" '("quotations" "mentions")
            (append
             (mapcar
              (lambda (e)
                (list (dixit-report--name
                       (dixit-report--shorten (dixit-report--tidy (dixit-entity-name e))
                                              names)
                       (dixit-entity-id e))
                      (if wide
                          (dixit-report--shorten
                           (dixit-report--tidy (or (dixit-entity-role e) "")) roles)
                        "")
                      (dixit-report--number (dixit-entity-quotes e))
                      (dixit-report--number (dixit-entity-mentions e))))
              speakers)
             (when (> nameless 0)
               (list (list (dixit-report--with 'dixit-report-doubt "nobody named") ""
                           (dixit-report--number nameless) "")))))
         (list (dixit-report--heading "Who speaks")))
       (when silent
         (list
          (dixit-report--with
           'dixit-report-aside
           (dixit-report--fold
            (concat "Silent: "
                    (mapconcat (lambda (e)
                                 (format "%s (%d)"
                                         (dixit-report--tidy (dixit-entity-name e))
                                         (dixit-entity-mentions e)))
                               silent ", "))
            width 2))))))))

(defun dixit-report--entities (document width)
  "Return the section on all that DOCUMENT names, for WIDTH columns."
  (let* ((wide (> width 70))
         ;; All but the names and roles take 41 columns, or 23.
         (room (- width (if wide 43 23)))
         (names (min (if wide (max 14 (- room 10)) room)
                     (dixit-report--widest (dixit-document-entities document)))))
    (if (= 0 (length (dixit-document-entities document)))
        (list (dixit-report--heading "Named") "  Nobody and nothing.\n")
      (dixit-report--table
       "Named" (if wide '("quotations" "mentions") '("mentions"))
       (mapcar
        (lambda (e)
          (append
           (list (dixit-report--shorten (dixit-report--tidy (dixit-entity-name e)) names)
                 (symbol-name (dixit-entity-type e)))
           (when wide
             (list (pcase (dixit-entity-gender e) ('m "he") ('f "she") (_ ""))
                   (dixit-report--shorten (dixit-report--tidy (or (dixit-entity-role e) ""))
                                          (- room names))
                   (if (= 0 (dixit-entity-quotes e))
                       ""
                     (dixit-report--number (dixit-entity-quotes e)))))
           (list (dixit-report--number (dixit-entity-mentions e)))))
        (dixit-document-entities document))))))

(defun dixit-report--speaker (quotation width)
  "Return the speaker of QUOTATION with the text's words, in WIDTH columns."
  (let* ((name (and (dixit-quote-speaker quotation)
                    (dixit-report--tidy (dixit-quote-speaker quotation))))
         (entity (dixit-quote-entity quotation))
         (source (dixit-report--words-at (dixit-quote-source quotation)))
         (words (dixit-report--shorten source (max 12 (/ width 2)))))
    (cond
     (name
      (concat (unless (or (string-empty-p source) (string-search name source))
                (concat words " → "))
              (dixit-report--name name entity)))
     ((string-empty-p source)
      (dixit-report--with 'dixit-report-doubt "? nobody named"))
     ((eq (dixit-quote-source-kind quotation) 'pronoun)
      (concat (dixit-report--with 'dixit-report-speaker words)
              (dixit-report--with 'dixit-report-doubt " → ? not resolved")))
     (t (concat (dixit-report--with 'dixit-report-speaker words)
                (dixit-report--with 'dixit-report-aside " (not named)"))))))

(defun dixit-report--quotes (document width)
  "Return the section on the quotations of DOCUMENT, for WIDTH columns."
  (let* ((all (append (dixit-document-quotes document) nil))
         (said (seq-remove (lambda (q) (eq (dixit-quote-kind q) 'term)) all))
         (terms (seq-filter (lambda (q) (eq (dixit-quote-kind q) 'term)) all))
         (last (if all (dixit-quote-line (car (last all))) 0))
         (digits (max 4 (length (number-to-string last))))
         (indent (+ digits 4)))
    (append
     (list (dixit-report--heading "Quotations"))
     (if said
         (cons (dixit-report--quote (car said) digits width)
               (mapcar (lambda (q)
                         (concat "\n" (dixit-report--quote q digits width)))
                       (cdr said)))
       (list "  None.\n"))
     (when terms
       (cons (dixit-report--heading "In marks, but nobody’s words")
             (mapcar (lambda (q)
                       (concat (dixit-report--number-of (dixit-quote-line q) digits)
                               (dixit-report--shorten
                                (dixit-report--tidy (dixit-quote-text q))
                                (max 12 (- width indent)))
                               "\n"))
                     terms))))))

(defun dixit-report--number-of (line digits)
  "Return the number LINE in DIGITS columns, with the blanks around it."
  (concat "  " (dixit-report--with 'dixit-report-aside
                                   (dixit-report--right (number-to-string line) digits))
          "  "))

(defun dixit-report--quote (quotation digits width)
  "Return QUOTATION, with its line in DIGITS columns, folded to WIDTH."
  (let ((indent (+ digits 4))
        (confidence (dixit-quote-confidence quotation)))
    (concat
     (dixit-report--number-of (dixit-quote-line quotation) digits)
     (substring
      (dixit-report--fold
       (concat
        (dixit-report--speaker quotation (- width indent))
        (dixit-report--with 'dixit-report-aside
                            (format " · %s" (dixit-quote-kind quotation)))
        (when (< confidence dixit-report-doubtful)
          (dixit-report--with 'dixit-report-doubt
                              (format " · doubtful (%d %%)"
                                      (round (* 100 confidence))))))
       width indent)
      indent)
     (dixit-report--fold (dixit-report--tidy (dixit-quote-text quotation))
                         width indent))))

(defun dixit-report--checks (document width)
  "Return the section on what to look at in DOCUMENT, for WIDTH columns."
  (let* ((checks (append (dixit-document-checks document) nil))
         (text (make-dixit-record-text :document document))
         (last (if checks (dixit-record-line text (buffer-size)) 0))
         (digits (max 4 (length (number-to-string last))))
         (indent (+ digits 4)))
    (when checks
      (cons
       (dixit-report--heading "Worth a look")
       (mapcar
        (lambda (check)
          (let ((words (dixit-report--shorten
                        (dixit-report--words-at (list (cons (dixit-check-start check)
                                                            (dixit-check-end check))))
                        (max 12 (/ width 2)))))
            (concat
             (dixit-report--number-of
              (dixit-record-line text (dixit-check-start check)) digits)
             (substring
              (dixit-report--fold
               (concat (unless (string-empty-p words) (concat words ": "))
                       (dixit-report--tidy (dixit-check-message check))
                       (when (dixit-check-fix check)
                         (concat " → " (dixit-report--tidy (dixit-check-fix check)))))
               width indent)
              indent))))
        checks)))))

(defun dixit-report--title (document title)
  "Return the head of the report on DOCUMENT, which is called TITLE."
  (let ((said (seq-count (lambda (q) (not (eq (dixit-quote-kind q) 'term)))
                         (dixit-document-quotes document)))
        (speakers (seq-count (lambda (e) (> (dixit-entity-quotes e) 0))
                             (dixit-document-entities document))))
    (concat (dixit-report--with 'dixit-report-title (dixit-report--tidy title))
            (dixit-report--with
             'dixit-report-aside
             (format " · %s · %s"
                     (dixit-report--count said "quotation")
                     (dixit-report--count speakers "speaker")))
            "\n")))

(cl-defun dixit-report-pieces (document text &key title (width 80) sections)
  "Return a report on DOCUMENT, the analysis of TEXT, as a list of strings.
Positions in DOCUMENT count from 0.  TITLE is what to call it.  WIDTH is how
many columns to fold to, 40 at least.  SECTIONS is a list of those to show out
of `people', `entities', `quotes' and `checks'; nil means all but entities."
  (let ((width (max 40 width)))
    (with-temp-buffer
      (insert text)
      (append
       (when title
         (list (dixit-report--title document title)))
       (mapcan
        (lambda (section)
          (pcase section
            ('people (dixit-report--people document width))
            ('entities (dixit-report--entities document width))
            ('quotes (dixit-report--quotes document width))
            ('checks (dixit-report--checks document width))
            (_ (error "No such section of a report: %s" section))))
        (or sections dixit-report--sections))))))

(defun dixit-report-string (document text &rest keys)
  "Return a report on DOCUMENT, the analysis of TEXT, as a string with faces.
KEYS are as for `dixit-report-pieces'."
  (apply #'concat (apply #'dixit-report-pieces document text keys)))

;;;; Terminals

(defconst dixit-report--palette [36 32 35 34 33 96 92 95 94 93]
  "Terminal colours for speakers, as SGR codes, one after the other.")

(defun dixit-report--sgr (face entity)
  "Return the SGR codes for FACE, for the speaker ENTITY, as a string or nil."
  (pcase face
    ((and 'dixit-report-speaker (guard entity))
     (format "1;%d" (aref dixit-report--palette
                          (mod entity (length dixit-report--palette)))))
    ((or 'dixit-report-title 'dixit-report-speaker) "1")
    ('dixit-report-aside "2")
    ('dixit-report-doubt "1;31")))

(defun dixit-report-ansi (string)
  "Return STRING with its faces as colours for a terminal."
  (let ((at 0)
        (end (length string))
        pieces)
    (while (< at end)
      (let* ((next (or (next-property-change at string) end))
             (piece (substring-no-properties string at next))
             (sgr (dixit-report--sgr (get-text-property at 'face string)
                                      (get-text-property at 'dixit-entity string))))
        (push (if sgr (concat "\e[" sgr "m" piece "\e[0m") piece) pieces)
        (setq at next)))
    (apply #'concat (nreverse pieces))))

(provide 'dixit-report)
;;; dixit-report.el ends here
