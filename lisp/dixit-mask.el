;;; dixit-mask.el --- Reading past markup  -*- lexical-binding: t -*-

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

;; What nobody says or is named by (markup, code, the targets of links) is
;; handed to the analysis as blanks of the same length, so that every position
;; stays what it is.  Newlines stay too: lines keep their numbers.
;;
;; A long text is masked a slice at a time.  So a function in
;; `dixit-mask-functions' is called with START and LIMIT, and returns what is to
;; be blanked of it: a list in text order of (FROM TO), or of (FROM TO
;; CHARACTER) for what stands for a character (an &amp;), which begin from START
;; up to LIMIT.  They may end after LIMIT; START is in none of them.

;;; Code:

(require 'cl-lib)

(defcustom dixit-mask-functions
  '((org-mode . dixit-mask-org)
    (markdown-mode . dixit-mask-markdown)
    (latex-mode . dixit-mask-latex)
    (LaTeX-mode . dixit-mask-latex)
    (html-mode . dixit-mask-html)
    (mhtml-mode . dixit-mask-html)
    (web-mode . dixit-mask-html)
    (message-mode . dixit-mask-message)
    (mail-mode . dixit-mask-message)
    (gnus-article-mode . dixit-mask-article)
    (elfeed-show-mode . dixit-mask-article))
  "Functions that find the markup of a buffer, by its major mode.
An alist from modes to functions; a mode stands for those derived from it
too, and the first that fits is taken.  A function is called in the widened
buffer with two positions, START and LIMIT.  It returns a sorted list of what
begins between them and is not to be read: (FROM TO), or (FROM TO CHARACTER)
to have it read as CHARACTER."
  :type '(alist :key-type (symbol :tag "Major mode") :value-type function)
  :risky t
  :group 'dixit
  :package-version '(dixit . "0.1.0"))

(defun dixit-mask-function ()
  "Return the function that finds the markup of the current buffer, or nil."
  (cdr (cl-find-if (lambda (entry) (derived-mode-p (car entry)))
                   dixit-mask-functions)))

(defun dixit-mask--blank (from to character)
  "Return what stands for the text between FROM and TO: blanks and newlines.
CHARACTER, if non-nil, comes first."
  (let ((blank (make-string (- to from) ?\s)))
    (save-excursion
      (goto-char from)
      (while (search-forward "\n" to t)
        (aset blank (- (point) from 1) ?\n)))
    (if (and character (not (eq ?\n (char-after from))))
        (concat (string character) (substring blank 1))
      blank)))

(defun dixit-mask-text (function start limit)
  "Return the text of the widened buffer from START on, without its markup.
FUNCTION is what finds that, or nil.  The value is (STRING . END), END where
the text ends: LIMIT or after it, where markup goes on."
  (if (not function)
      (cons (buffer-substring-no-properties start limit) limit)
    (let* ((found (save-excursion
                    (save-match-data
                      (let ((case-fold-search t))
                        (funcall function start limit)))))
           (at start)
           pieces)
      (pcase-dolist (`(,from ,to . ,rest) found)
        (setq to (min to (point-max)))
        (when (and (<= at from) (< from to))
          (push (buffer-substring-no-properties at from) pieces)
          (push (dixit-mask--blank from to (car rest)) pieces)
          (setq at to)))
      (when (< at limit)
        (push (buffer-substring-no-properties at limit) pieces)
        (setq at limit))
      (cons (apply #'concat (nreverse pieces)) at))))

;;;; How the modes find it

(defun dixit-mask--scan (start limit regexp found)
  "Call FOUND at each match of REGEXP that begins from START up to LIMIT.
It returns a list of what is to be blanked there, sorted, and the search goes
on after the last of it; nil stands for nothing."
  (let (dixit-mask--endless all)
    (goto-char start)
    (while (and (< (point) limit)
                (re-search-forward regexp
                                   ;; It begins before LIMIT.
                                   (min (point-max) (+ limit dixit-mask--reach)) t)
                (< (match-beginning 0) limit))
      (let* ((from (match-beginning 0))
             (some (funcall found)))
        (dolist (each some) (push each all))
        (goto-char (max (1+ from)
                        (if some (min (cadr (car all)) (point-max)) 0)))))
    (nreverse all)))

(defun dixit-mask--group (number)
  "Return what is to be blanked for group NUMBER of the last match, a list."
  (and (match-beginning number)
       (< (match-beginning number) (match-end number))
       (list (list (match-beginning number) (match-end number)))))

(defconst dixit-mask--reach 100000
  "Characters after which markup that does not end is taken for text.
Without a limit, a text of many beginnings would be searched to its end for
each of them.")

(defun dixit-mask--find (regexp from)
  "Return the end of the first match of REGEXP after FROM, or nil.
Point may be moved."
  (goto-char from)
  (and (re-search-forward regexp (min (point-max) (+ from dixit-mask--reach)) t)
       (point)))

(defvar dixit-mask--endless nil
  "Alist from regexps to the place after which none was found.")

(defun dixit-mask--to (regexp)
  "Return what is to be blanked from the last match to the end of REGEXP, a list.
If there is no such end, it is the last match alone."
  (let* ((from (match-beginning 0))
         (after (match-end 0))
         (before (cdr (assoc regexp dixit-mask--endless)))
         (end (and (not (and before (< after (+ before dixit-mask--reach))))
                   (dixit-mask--find regexp after))))
    (when (and (not end) (not (and before (< after (+ before dixit-mask--reach)))))
      (setf (alist-get regexp dixit-mask--endless nil nil #'equal) after))
    (list (list from (or end after)))))

(defun dixit-mask--lines (from regexp)
  "Return the lines from FROM on that match REGEXP, as one thing to be blanked.
The value is a list."
  (goto-char from)
  (forward-line 0)
  (let ((limit (+ from dixit-mask--reach)))
    (while (and (looking-at-p regexp) (not (eobp)) (< (point) limit))
      (forward-line 1)))
  (list (list from (point))))

(defconst dixit-mask--address "\\(?15:\\<\\(?:https?\\|ftp\\)://[^][ \t\n<>\"“”*`]+\\)"
  "Matches an address in the text, as group 15.
The analysis knows what it is, unless the signs in it are taken for markup.")

(defun dixit-mask--nothing (number)
  "Return what keeps group NUMBER of the last match as it is, a list."
  (and (match-beginning number)
       (list (list (match-end number) (match-end number)))))

(defvar org-todo-keywords-1)

(defun dixit-mask--org ()
  "Return a regexp that matches markup of Org, with this buffer's keywords."
  (concat
   "^[ \t]*#\\+begin_\\(?1:src\\|example\\|export\\|comment\\)\\>"
   "\\|^[ \t]*\\(?2::[[:alnum:]_-]+:\\)[ \t]*$"
   "\\|^[ \t]*\\(?3:#\\+\\(?:title\\|subtitle\\|caption\\|description\\):\\)"
   "\\|^[ \t]*\\(?4:#\\(?:\\+\\| \\|$\\).*\\|: .*\\|:$\\)"
   "\\|^[ \t]*\\(?5:\\(?:scheduled\\|deadline\\|closed\\|clock\\): *[[<].*\\)$"
   "\\|^\\(?6:\\*+ +\\(?:"
   (regexp-opt (or (bound-and-true-p org-todo-keywords-1) '("TODO" "DONE")))
   " +\\)?\\(?:\\[#.\\] +\\)?\\)"
   "\\|[ \t]\\(?7::[[:alnum:]_@#%:]+:\\)[ \t]*$"
   "\\|\\[\\[\\(?8:[^]\n]+\\)\\]\\(?:\\[\\(?9:[^]]*\\)\\]\\)?\\]"
   "\\|\\(?:^\\|[ \t\n('\"“‘{-]\\)\\(?10:=[^ \t\n=][^=\n]*=\\|~[^ \t\n~][^~\n]*~\\)\\(?:[ \t\n.,:;!?'\")}”’-]\\|$\\)"
   "\\|\\(?:^\\|[ \t\n('\"“‘{*/_+-]\\)\\(?12:[*/_+]\\)[^ \t\n]"
   "\\|[^ \t\n]\\(?13:[*/_+]\\)\\(?:[ \t\n.,:;!?'\")}”’*/_+-]\\|$\\)"
   "\\|^[ \t]*\\(?14:[-+] \\(?:\\[[ xX-]\\] \\)?\\)"
   "\\|" dixit-mask--address))

(defun dixit-mask-org (start limit)
  "Return the markup of Org that begins from START up to LIMIT.
See `dixit-mask-functions'."
  (dixit-mask--scan
   start limit (dixit-mask--org)
   (lambda ()
     (cond
      ((match-beginning 1)
       (dixit-mask--to (concat "^[ \t]*#\\+end_" (match-string 1) ".*$")))
      ((match-beginning 2)
       (if (string-equal (downcase (match-string 2)) ":end:")
           (dixit-mask--group 2)
         (dixit-mask--to "^[ \t]*:end:[ \t]*$")))
      ((match-beginning 8)
       (if (match-beginning 9)
           (list (list (match-beginning 0) (match-beginning 9))
                 (list (match-end 9) (match-end 0)))
         (dixit-mask--group 0)))
      ((dixit-mask--nothing 15))
      (t (cl-some #'dixit-mask--group '(3 4 5 6 7 10 12 13 14)))))))

(defconst dixit-mask--markdown
  (concat
   "^ \\{0,3\\}\\(?1:```+\\|~~~+\\)"
   "\\|^\n\\(?2:    \\|\t\\)"
   "\\|\\(?3:<!--\\)"
   "\\|\\(?4:<\\(?:/?[a-z][^<>\n]*\\|[a-z]+:[^<> \n]+\\)>\\)"
   "\\|\\(?5:!\\[[^]\n]*\\]\\(?:([^)\n]*)\\|\\[[^]\n]*\\]\\)\\)"
   "\\|\\(?6:\\[\\)[^][]*\\(?8:\\]([^()\n]*\\(?:([^()\n]*)[^()\n]*\\)?)\\|\\]\\[[^]\n]*\\]\\)"
   "\\|^ \\{0,3\\}\\(?9:\\[[^]\n]+\\]: .*\\)"
   "\\|^\\(?10:#\\{1,6\\} +\\|\\(?: \\{0,3\\}> ?\\)+\\| *[-*+] \\|[-=]\\{3,\\}[ \t]*$\\)"
   "\\|\\(?11:\\(?7:`+\\)[^`\n]+\\7\\)"
   "\\|\\(?13:\\*+\\|__+\\|~~\\|\\_<_\\|_\\_>\\)"
   "\\|" dixit-mask--address)
  "Matches markup of Markdown.")

(defun dixit-mask-markdown (start limit)
  "Return the markup of Markdown that begins from START up to LIMIT.
See `dixit-mask-functions'."
  (if (and (= start (point-min))
           (progn (goto-char start) (looking-at "---[ \t]*\n"))
           (dixit-mask--find "^\\(?:---\\|\\.\\.\\.\\)[ \t]*$" (match-end 0)))
      ;; What stands before the text is about it.
      (cons (list start (point))
            (and (< (point) limit) (dixit-mask-markdown (point) limit)))
    (dixit-mask--scan
     start limit dixit-mask--markdown
     (lambda ()
       (cond
        ((match-beginning 1)
         (dixit-mask--to (concat "^ \\{0,3\\}" (regexp-quote (match-string 1)) "[ \t]*$")))
        ;; Below an item of a list it is the item's second paragraph.
        ((match-beginning 2)
         (let* ((from (match-beginning 2))
                (code (dixit-mask--lines from "    \\|\t\\|[ \t]*$")))
           (goto-char (match-beginning 0))
           (skip-chars-backward " \t\n")
           (forward-line 0)
           (and (not (looking-at-p "[ \t]*\\(?:[-*+]\\|[0-9]+[.)]\\)[ \t]\\|[ \t]+[^ \t\n]"))
                code)))
        ((match-beginning 3) (dixit-mask--to "-->"))
        ((match-beginning 6) (append (dixit-mask--group 6) (dixit-mask--group 8)))
        ((dixit-mask--nothing 15))
        (t (cl-some #'dixit-mask--group '(4 5 9 10 11 13))))))))

(defconst dixit-mask--latex
  (concat
   "\\\\begin{\\(?1:\\(?:verbatim\\|lstlisting\\|minted\\|equation\\|align\\|gather"
   "\\|displaymath\\|math\\|eqnarray\\|tabular\\|tikzpicture\\|comment\\|thebibliography\\)\\*?\\)}"
   "\\|\\\\\\(?2:\\[\\|(\\)"
   "\\|\\\\\\(?:[a-z]*cite[a-z]*\\|[a-z]*ref\\|label\\|url\\|includegraphics\\|input\\|include\\|bibliography\\(?:style\\)?\\|usepackage\\|documentclass\\|begin\\|end\\|hspace\\|vspace\\|index\\|href\\|pagestyle\\|setlength\\|newcommand\\|renewcommand\\)\\*?\\(?:\\[[^]\n]*\\]\\)*\\(?:{[^{}]*}\\)"
   "\\|\\\\[a-z@]+\\*?\\(?:\\[[^]\n]*\\]\\)?{?"
   "\\|\\\\\\\\\\(?:\\[[^]\n]*\\]\\)?"
   "\\|\\\\\\(?3:[^a-z@]\\)"
   "\\|%.*"
   "\\|\\$\\$?[^$]*\\$\\$?"
   "\\|[{}~]")
  "Matches markup of LaTeX.")

(defun dixit-mask-latex (start limit)
  "Return the markup of LaTeX that begins from START up to LIMIT.
See `dixit-mask-functions'."
  (let ((preamble (and (= start (point-min))
                       (dixit-mask--find "^[ \t]*\\\\begin{document}" start))))
    (append
     (and preamble (list (list start preamble)))
     (and (< (or preamble start) limit)
          (dixit-mask--scan
           (or preamble start) limit dixit-mask--latex
           (lambda ()
             (cond
              ((match-beginning 1)
               (dixit-mask--to (concat "\\\\end{" (regexp-quote (match-string 1)) "}")))
              ((match-beginning 2)
               (dixit-mask--to (if (equal (match-string 2) "[") "\\\\\\]" "\\\\)")))
              ;; \% is a percent sign, and begins no comment.
              ((match-beginning 3)
               (list (list (match-beginning 0) (match-beginning 3))
                     (list (match-beginning 3) (match-end 3)
                           (char-after (match-beginning 3)))))
              (t (dixit-mask--group 0)))))))))

(defconst dixit-mask--html
  (concat
   "<\\(?1:script\\|style\\|pre\\|code\\|head\\|svg\\|math\\|textarea\\)\\>[^>]*>"
   "\\|\\(?2:<!--\\)"
   "\\|</?[a-z!?][^<>]*>"
   "\\|&\\(?3:#x?[0-9a-f]+\\|[a-z]+[0-9]*\\);")
  "Matches markup of HTML.")

(defconst dixit-mask--entities
  '(("quot" . ?\") ("amp" . ?&) ("apos" . ?') ("lt" . ?<) ("gt" . ?>)
    ("nbsp" . ?\s) ("ldquo" . ?“) ("rdquo" . ?”) ("lsquo" . ?‘) ("rsquo" . ?’)
    ("laquo" . ?«) ("raquo" . ?») ("bdquo" . ?„) ("sbquo" . ?‚)
    ("lsaquo" . ?‹) ("rsaquo" . ?›) ("mdash" . ?—) ("ndash" . ?–)
    ("hellip" . ?…))
  "Characters by the names that HTML gives them.
Letters are not among them: blanks would stand in the middle of a word.")

(defun dixit-mask--entity (name)
  "Return the character that HTML calls NAME, or a blank."
  (or (cdr (assoc name dixit-mask--entities))
      (let ((code (cond ((string-match "\\`#x\\([0-9a-f]+\\)\\'" name)
                         (string-to-number (match-string 1 name) 16))
                        ((string-match "\\`#\\([0-9]+\\)\\'" name)
                         (string-to-number (match-string 1 name))))))
        (and code (> code 31) (<= code #x10ffff)
             (not (<= #xd800 code #xdfff))
             code))
      ?\s))

(defun dixit-mask-html (start limit)
  "Return the markup of HTML that begins from START up to LIMIT.
See `dixit-mask-functions'."
  (dixit-mask--scan
   start limit dixit-mask--html
   (lambda ()
     (cond
      ((match-beginning 1)
       (dixit-mask--to (concat "</" (match-string 1) "[ \t\n]*>")))
      ((match-beginning 2) (dixit-mask--to "-->"))
      ((match-beginning 3)
       (list (list (match-beginning 0) (match-end 0)
                   (save-match-data
                     (dixit-mask--entity (match-string-no-properties 3))))))
      (t (dixit-mask--group 0))))))

(defvar mail-header-separator)

(defun dixit-mask-message (start limit)
  "Return what is no text of a message that begins from START up to LIMIT.
See `dixit-mask-functions'."
  (let ((headers (and (= start (point-min))
                      (dixit-mask--find
                       (concat "^" (regexp-quote (or (bound-and-true-p mail-header-separator)
                                                     "--text follows this line--"))
                               "$")
                       start))))
    (append
     (and headers (list (list start headers)))
     (dixit-mask--body (or headers start) limit))))

(defun dixit-mask--body (start limit)
  "Return what is no text of a message's body from START up to LIMIT.
That is the signs before what is quoted from another, and the signature."
  (and (< start limit)
       (dixit-mask--scan
        start limit
        "^\\(?1:\\(?:> ?\\)+\\)\\|^\\(?2:-- \\)$\\|^\\(?3:<#.*>\\)$"
        (lambda ()
          (if (match-beginning 2)
              (list (list (match-beginning 2) (point-max)))
            (or (dixit-mask--group 1) (dixit-mask--group 3)))))))

(defconst dixit-mask--header
  "\\(?:from\\|to\\|cc\\|subject\\|date\\|newsgroups\\|title\\|author\\|feed\\):[ \t\n]"
  "Matches the start of a line that a message to be read may begin with.")

(defun dixit-mask-article (start limit)
  "Return what is no text of a message to be read, from START up to LIMIT.
Of its headers the subject, or title, is text.  See `dixit-mask-functions'."
  (let ((at start) headers)
    (goto-char start)
    (when (and (= start (point-min)) (looking-at-p dixit-mask--header))
      (while (looking-at "\\([[:alpha:]][[:alnum:]-]*:\\)\\(?:[ \t].*\\)?\n")
        (let ((text (match-end 1))
              (label (downcase (match-string-no-properties 1))))
          (goto-char (match-end 0))
          ;; It may go on in the next line.
          (while (looking-at "[ \t]+[^ \t\n].*\n") (goto-char (match-end 0)))
          (when (member label '("subject:" "title:"))
            (push (list at text) headers)
            (setq at (point)))))
      (when (> (point) at)
        (push (list at (point)) headers)
        (setq at (point))))
    (nconc (nreverse headers) (dixit-mask--body at limit))))

(provide 'dixit-mask)

;;; dixit-mask.el ends here
