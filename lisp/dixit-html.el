;;; dixit-html.el --- Texts as a page of HTML, with their speakers in colour  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors

;; SPDX-License-Identifier: GPL-3.0-or-later

;; This program is free software: you can redistribute it and/or modify it
;; under the terms of the GNU General Public License as published by the Free
;; Software Foundation, either version 3 of the License, or (at your option)
;; any later version.

;;; Commentary:

;; A page that needs nothing besides itself, fetches nothing and runs nothing:
;; each text with its quotations on a tint of their speaker's colour, in the
;; colours of `dixit-palette', and lists that link to them and back.  It
;; follows the reader's choice of a light or a dark page.  A colour says
;; nothing that words do not: each quotation has a number, and the list says
;; whose it is.
;;
;; `dixit-html-head', `dixit-html-article' for each text, and `dixit-html-tail'
;; make the page one after the other.

;;; Code:

(require 'cl-lib)
(require 'dixit-palette)
(require 'dixit-record)
(require 'dixit-report)

(defun dixit-html--escape (string)
  "Return STRING as text of HTML."
  (let ((string (replace-regexp-in-string
                 ;; No character of HTML, or one that turns the page's direction.
                 "[\0-\x8\v\f\xe-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
                 "\ufffd" string t t)))
    (if (string-match-p "[&<>\"']" string)
        (replace-regexp-in-string
         "[&<>\"']"
         (lambda (c)
           (pcase c ("&" "&amp;") ("<" "&lt;") (">" "&gt;") ("\"" "&quot;") (_ "&#39;")))
         string t t)
      string)))

;;;; The page

(defconst dixit-html--style "
:root { color-scheme: light dark; --page: #ffffff; --ink: #1c2024; --aside: #5b636b;
  --line: #d8dde2; --plain: #eceff2; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 1.0625rem/1.6 Georgia, 'Noto Serif', serif; }
main { max-width: 50rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
h1, h2, h3, table, .aside, .kind { font-family: system-ui, sans-serif; line-height: 1.3; }
article + article { border-top: 2px solid var(--line); margin-top: 3rem; }
h3 { margin: 2rem 0 .5rem; }
.text { white-space: pre-wrap; overflow-wrap: break-word; }
.aside, .kind { color: var(--aside); font-size: .9rem; }
mark { color: inherit; background: var(--plain); border-radius: .15em; padding: .1em 0;
  box-decoration-break: clone; -webkit-box-decoration-break: clone; }
b { color: var(--name, inherit); }
sup { line-height: 0; }
sup a { font: .7rem system-ui, sans-serif; padding: 0 .15em; color: var(--aside); }
ol.quotes, ul.checks { padding-left: 2.2rem; }
ol.quotes > li { margin: .9rem 0; }
blockquote { margin: .2rem 0 0; padding-left: .8rem; border-left: .25rem solid var(--name, var(--line)); }
table { border-collapse: collapse; font-size: .95rem; }
th, td { text-align: left; padding: .25rem 1rem .25rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
td.n, th.n { text-align: right; }
:target { outline: 2px solid var(--aside); outline-offset: 2px; }
.second { font-style: italic; }
"
  "The style of the page, but for the colours of speakers.")

(defconst dixit-html--dark "--page: #15181b; --ink: #e4e7ea; --aside: #9aa5b1; \
--line: #3a4148; --plain: #2a2f34;"
  "What the style sets otherwise on a dark page.")

(defun dixit-html--rgb (color)
  "Return COLOR, as in #2d62cf, as a list of numbers up to 65535."
  (mapcar (lambda (at) (* 257 (string-to-number (substring color at (+ at 2)) 16)))
          '(1 3 5)))

(defun dixit-html--colors (column background quote)
  "Return rules for the colours of speakers in COLUMN of the palette.
BACKGROUND is the page's colour, QUOTE how strongly quotations are tinted;
what is not in marks is tinted less."
  (let ((number 0))
    (mapconcat
     (lambda (row)
       (let ((rgb (dixit-html--rgb (nth column row)))
             (page (dixit-html--rgb background)))
         (prog1
             (format (concat ".c%d { --name: %s; } mark.c%d { background: %s; }"
                             " mark.c%d.indirect { background: %s; }\n")
                     number (nth column row)
                     number (dixit-palette--mix rgb page quote)
                     number (dixit-palette--mix rgb page (* 0.5 quote)))
           (cl-incf number))))
     dixit-palette--rows "")))

(defun dixit-html-head (title)
  "Return the start of a page called TITLE."
  (concat "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n"
          "<meta name=\"generator\" content=\"Dixit " dixit-module-version "\">\n"
          "<title>" (dixit-html--escape title) "</title>\n<style>"
          dixit-html--style
          (dixit-html--colors 0 "#ffffff" 0.16)
          "@media (prefers-color-scheme: dark) {\n:root { " dixit-html--dark " }\n"
          (dixit-html--colors 1 "#15181b" 0.26)
          "}\n</style>\n</head>\n<body>\n<main>\n<h1>" (dixit-html--escape title) "</h1>\n"))

(defun dixit-html-tail ()
  "Return the end of a page."
  "</main>\n</body>\n</html>\n")

;;;; The text

;; What is coloured overlaps: a speaker's name stands inside what another one
;; said.  So the text is cut wherever anything begins or ends, and each piece
;; is marked by itself.

(cl-defstruct (dixit-html-span (:copier nil))
  "Something in the text."
  start end
  (open nil :documentation "The tag before each piece of it.")
  (close nil :documentation "The tag after each piece.")
  (before nil :documentation "What stands before the first piece.")
  (after nil :documentation "What stands after the last."))

(defun dixit-html--class (slots name)
  "Return the classes for the colour that SLOTS has for NAME, or an empty string."
  (let ((slot (and name (gethash (downcase name) slots))))
    (if slot
        (format "c%d%s" (mod slot dixit-palette--colors)
                (if (>= slot dixit-palette--colors) " second" ""))
      "")))

(defun dixit-html--said (text)
  "Return the quotations of TEXT that are somebody's words, as (N . QUOTE) from 1."
  (let ((n 0))
    (mapcar (lambda (quote) (cons (cl-incf n) quote))
            (cl-remove 'term (dixit-record-items text 'quotes) :key #'dixit-quote-kind))))

(defun dixit-html--quote-spans (quote n number slots)
  "Return the pieces of QUOTE, the Nth of the text NUMBER, in SLOTS of colours."
  (let* ((speaker (dixit-quote-speaker quote))
         (who (or speaker (dixit-record-words (dixit-quote-source quote)) "nobody named"))
         (name (format "%d-%d" number n))
         (class (string-trim (concat (dixit-html--class slots speaker)
                                     (if (eq (dixit-quote-kind quote) 'indirect) " indirect" ""))))
         (last (car (last (dixit-quote-content quote))))
         (first t))
    (mapcar
     (lambda (piece)
       (prog1
           (make-dixit-html-span
            :start (car piece) :end (cdr piece)
            :open (format "<mark%s title=\"%s\">"
                          (if (string-empty-p class) "" (format " class=\"%s\"" class))
                          (dixit-html--escape who))
            :close "</mark>"
            :before (and first (format "<span id=\"t%s\"></span>" name))
            :after (and (eq piece last)
                        (format "<sup><a href=\"#q%s\" aria-label=\"Quotation %d, %s\">%d</a></sup>"
                                name n (dixit-html--escape who) n)))
         (setq first nil)))
     (dixit-quote-content quote))))

(defun dixit-html--spans (text number slots)
  "Return what is marked in TEXT, the one with NUMBER, in SLOTS of colours."
  (let* ((document (dixit-record-text-document text))
         (entities (dixit-document-entities document)))
    (nconc
     (mapcan (lambda (entry)
               (dixit-html--quote-spans (cdr entry) (car entry) number slots))
             (dixit-html--said text))
     (mapcan (lambda (mention)
               (let* ((entity (and (dixit-mention-entity mention)
                                   (aref entities (dixit-mention-entity mention))))
                      (name (and entity (dixit-entity-name entity)))
                      (class (dixit-html--class slots name)))
                 (when (and (not (string-empty-p class))
                            (> (dixit-entity-quotes entity) 0))
                   (list (make-dixit-html-span
                          :start (dixit-mention-start mention)
                          :end (dixit-mention-end mention)
                          :open (format "<b class=\"%s\" title=\"%s\">" class
                                        (dixit-html--escape name))
                          :close "</b>")))))
             (append (dixit-document-mentions document) nil)))))

(defun dixit-html--text (spans)
  "Return the current buffer's text as HTML with SPANS marked."
  (let* ((spans (sort spans (lambda (a b)
                              (let ((x (dixit-html-span-start a))
                                    (y (dixit-html-span-start b)))
                                (if (/= x y) (< x y)
                                  (> (dixit-html-span-end a) (dixit-html-span-end b)))))))
         (at 0) (end (buffer-size))
         active pieces)
    (cl-flet ((emit (to)
                (when (< at to)
                  ;; The innermost is written last.
                  (let ((words (dixit-html--escape
                                (buffer-substring-no-properties (1+ at) (1+ to)))))
                    (dolist (span active)
                      (setq words (concat (dixit-html-span-open span) words
                                          (dixit-html-span-close span))))
                    (push words pieces)
                    (setq at to)))))
      (while (or spans active)
        (let* ((next (if spans (dixit-html-span-start (car spans)) most-positive-fixnum))
               (ending (seq-reduce (lambda (least span) (min least (dixit-html-span-end span)))
                                   active most-positive-fixnum)))
          (if (<= ending next)
              (progn
                (emit (min ending end))
                (dolist (span active)
                  (when (and (= (dixit-html-span-end span) ending) (dixit-html-span-after span))
                    (push (dixit-html-span-after span) pieces)))
                (setq active (cl-remove ending active :key #'dixit-html-span-end)))
            (emit (min next end))
            (let ((span (pop spans)))
              (when (dixit-html-span-before span)
                (push (dixit-html-span-before span) pieces))
              (push span active)))))
      (emit end))
    (apply #'concat (nreverse pieces))))

;;;; Lists

(defun dixit-html--name (name slots)
  "Return NAME in its colour of SLOTS."
  (let ((class (dixit-html--class slots name)))
    (format "<b%s>%s</b>" (if (string-empty-p class) "" (format " class=\"%s\"" class))
            (dixit-html--escape name))))

(defun dixit-html--quotes (text number slots)
  "Return the list of the quotations of TEXT, the one with NUMBER, in SLOTS."
  (let ((said (dixit-html--said text)))
    (concat
     "<section>\n<h3>Quotations</h3>\n"
     (if (null said)
         "<p>None.</p>\n"
       (concat
        "<ol class=\"quotes\">\n"
        (mapconcat
         (lambda (entry)
           (let* ((n (car entry))
                  (quote (cdr entry))
                  (speaker (dixit-quote-speaker quote))
                  (source (dixit-record-words (dixit-quote-source quote))))
             (format "<li id=\"q%d-%d\">%s <span class=\"kind\">%s, <a href=\"#t%d-%d\">line %d</a>%s</span>
<blockquote class=\"%s\">%s</blockquote></li>\n"
                     number n
                     (cond (speaker (dixit-html--name speaker slots))
                           (source (dixit-html--escape source))
                           (t "Nobody named"))
                     (dixit-quote-kind quote) number n (dixit-quote-line quote)
                     (if (< (dixit-quote-confidence quote) dixit-report-doubtful)
                         ", doubtful" "")
                     (dixit-html--class slots speaker)
                     (dixit-html--escape (dixit-quote-text quote)))))
         said "")
        "</ol>\n"))
     "</section>\n")))

(defun dixit-html--row (cell cells)
  "Return a row of a table of CELLS, each (CLASS . HTML) or HTML, by the tag CELL."
  (concat "<tr>"
          (mapconcat (lambda (c)
                       (let ((number (and (consp c) (car c)))
                             (words (if (consp c) (cdr c) c)))
                         (format "<%s%s%s>%s</%s>" cell (if (equal cell "th") " scope=\"col\"" "")
                                 (if number (format " class=\"%s\"" number) "") words cell)))
                     cells "")
          "</tr>\n"))

(defun dixit-html--entities (text section title slots)
  "Return the table called TITLE of SECTION of TEXT, people or all, in SLOTS."
  (let ((all (dixit-record-items text section)))
    (if (null all)
        ""
      (concat
       "<section>\n<h3>" title "</h3>\n<table>\n<thead>"
       (dixit-html--row "th" '("Name" "Type" "Role" ("n" . "Quotations") ("n" . "Mentions")))
       "</thead>\n<tbody>\n"
       (mapconcat
        (lambda (entity)
          (dixit-html--row
           "td" (list (dixit-html--name (dixit-entity-name entity) slots)
                      (symbol-name (dixit-entity-type entity))
                      (dixit-html--escape (or (dixit-entity-role entity) ""))
                      (cons "n" (number-to-string (dixit-entity-quotes entity)))
                      (cons "n" (number-to-string (dixit-entity-mentions entity))))))
        (if (eq section 'people)
            ;; Who says most comes first; the order of the text breaks ties.
            (sort all (lambda (a b) (> (dixit-entity-quotes a) (dixit-entity-quotes b))))
          all)
        "")
       "</tbody>\n</table>\n</section>\n"))))

(defun dixit-html--checks (text)
  "Return the list of what to look at in TEXT."
  (let ((checks (dixit-record-items text 'checks)))
    (if (null checks)
        ""
      (concat
       "<section>\n<h3>Worth a look</h3>\n<ul class=\"checks\">\n"
       (mapconcat
        (lambda (check)
          (format "<li>Line %d: <q>%s</q>: %s%s</li>\n"
                  (dixit-record-line text (dixit-check-start check))
                  (dixit-html--escape
                   (dixit-record-words (list (cons (dixit-check-start check)
                                                   (dixit-check-end check)))))
                  (dixit-html--escape (dixit-check-message check))
                  (if (dixit-check-fix check)
                      (concat " → " (dixit-html--escape (dixit-check-fix check)))
                    "")))
        checks "")
       "</ul>\n</section>\n"))))

(defun dixit-html-article (text number title sections)
  "Return TEXT, a `dixit-record-text', as a part of a page.
NUMBER is one that no other text of the page has, TITLE what to call it, and
SECTIONS a list of what is listed below it."
  (let* ((document (dixit-record-text-document text))
         (slots (dixit-palette--assign (dixit-document-ranked document) nil)))
    (concat
     (format "<article aria-labelledby=\"a%d\">\n<h2 id=\"a%d\">%s</h2>\n<p class=\"aside\">%s · %s</p>\n"
             number number (dixit-html--escape title)
             (dixit-report--count (dixit-document-quote-count document) "quotation")
             (dixit-report--count (dixit-document-speaker-count document) "speaker"))
     "<div class=\"text\">"
     (dixit-html--text (dixit-html--spans text number slots))
     "</div>\n"
     (mapconcat (lambda (section)
                  (pcase section
                    ('quotes (dixit-html--quotes text number slots))
                    ('people (dixit-html--entities text 'people "People" slots))
                    ('entities (dixit-html--entities text 'entities "Named" slots))
                    ('checks (dixit-html--checks text))))
                sections "")
     "</article>\n")))

(provide 'dixit-html)

;;; dixit-html.el ends here
