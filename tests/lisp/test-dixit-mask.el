;;; test-dixit-mask.el --- Reading past markup  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Code:

(require 'ert)
(require 'cl-lib)
(require 'dixit)
(require 'dixit-test)
(require 'dixit-mask)

(defvar org-inhibit-startup)

(defun test-dixit-mask--text (function text &optional slice)
  "Return TEXT as FUNCTION masks it, SLICE characters at a time."
  (with-temp-buffer
    (insert text)
    (let ((at (point-min)) pieces)
      (while (< at (point-max))
        (pcase-let ((`(,string . ,next)
                     (dixit-mask-text function at
                                      (min (point-max) (+ at (or slice 100000))))))
          (should (> next at))
          (should (= (length string) (- next at)))
          (push string pieces)
          (setq at next)))
      (apply #'concat (nreverse pieces)))))

(defun test-dixit-mask--words (function text)
  "Return TEXT as FUNCTION masks it, white space squeezed.
Check what has to hold of every mask."
  (let ((masked (test-dixit-mask--text function text)))
    (should (= (length masked) (length text)))
    (dotimes (i (length text))
      (should (eq (eq ?\n (aref text i)) (eq ?\n (aref masked i)))))
    (string-trim (replace-regexp-in-string "[ \t\n]+" " " masked))))

(ert-deftest test-dixit-mask-plain ()
  (should (equal (test-dixit-mask--text nil "a *b*") "a *b*"))
  (should-not (with-temp-buffer (text-mode) (dixit-mask-function))))

(ert-deftest test-dixit-mask-by-mode ()
  "A derived mode has the mask of its parent."
  (with-temp-buffer
    (require 'org)
    (let ((org-inhibit-startup t)) (org-mode))
    (should (eq (dixit-mask-function) #'dixit-mask-org))
    (html-mode)
    (should (eq (dixit-mask-function) #'dixit-mask-html))
    (latex-mode)
    (should (eq (dixit-mask-function) #'dixit-mask-latex))))

(ert-deftest test-dixit-mask-words-told ()
  "The words of a quotation are told without the blanks that markup leaves."
  (should (equal (dixit--without-markup "“ The wall is old ,” ( he said ) “ No ! ”")
                 "“The wall is old,” (he said) “No!”"))
  (should (equal (dixit--without-markup "`` Old ,''") "``Old,''"))
  (should (equal (dixit--without-markup "\" It's 'old' , and \"new\" . \"")
                 "\"It's 'old', and \"new\".\""))
  (should-not (dixit--without-markup nil))
  (with-temp-buffer
    (insert "<p>a <b>senior</b>\nofficial, who</p>")
    (html-mode)
    (should (equal (dixit-describe-words (list (cons 4 28) (cons 30 33)))
                   "a senior official who")))
  (skip-unless (dixit-test-module-p))
  (dolist (text '("<p>“The wall is <em>old</em>,” said Mayor Teresa Okafor.</p>\n"
                  "“The wall is *old*,” said Mayor Teresa Okafor.\n"))
    (with-temp-buffer
      (insert text)
      (if (eq ?< (char-after 1)) (html-mode)
        (let ((org-inhibit-startup t)) (org-mode)))
      (dolist (document (list (dixit-analyze-buffer)
                              (dixit--native-document
                               (dixit--analyze (car (dixit-mask-text
                                                     (dixit-mask-function) 1 (point-max))))
                               1 t)))
        (should (equal (mapcar #'dixit-quote-text (dixit-document-quotes document))
                       '("“The wall is old,”")))))))

(ert-deftest test-dixit-mask-org-keywords ()
  "The keywords of headings are those that the file itself sets."
  (with-temp-buffer
    (require 'org)
    (insert "#+TODO: DRAFT | SENT\n* DRAFT Wet feet\n* TODO is a word here\n")
    (let ((org-inhibit-startup t)) (org-mode))
    (should (equal (split-string (car (dixit-mask-text #'dixit-mask-org (point-min)
                                                       (point-max))))
                   '("Wet" "feet" "TODO" "is" "a" "word" "here")))))

(ert-deftest test-dixit-mask-org ()
  (pcase-dolist
      (`(,text ,words)
       '(("#+TITLE: The Lock\n#+options: toc:nil\n# “No,” nobody said.\nText."
          "The Lock Text.")
         ("* TODO [#A] Wet feet :river:work:\nText" "Wet feet Text")
         ("She said *no* and /yes/ at 3*4 and a/b." "She said no and yes at 3*4 and a/b.")
         ("“/No/,” she said." "“ No ,” she said.")
         ("#+begin_src c\nputs (\"“No,” he said\");\n#+end_src\nAfter." "After.")
         ("#+begin_quote\nIt leaks.\n#+end_quote\nAfter." "It leaks. After.")
         ("See [[https://example.org/said][what Ada said]] here." "See what Ada said here.")
         ("See [[https://example.org/said]] here." "See here.")
         ("A =printf= and ~x = 1~ b." "A and b.")
         (":PROPERTIES:\n:ID: 7\n:END:\nText." "Text.")
         ("SCHEDULED: <2026-11-23 Mon>\nText" "Text")
         ("- [X] buy boots\n- dry feet" "buy boots dry feet")
         (": code\nText" "Text")
         ("See https://example.org/a/_b_/=c= and /that/." "See https://example.org/a/_b_/=c= and that .")))
    (should (equal (test-dixit-mask--words #'dixit-mask-org text) words))))

(ert-deftest test-dixit-mask-markdown ()
  (pcase-dolist
      (`(,text ,words)
       '(("---\ntitle: x\n---\n# The *Lock*\nText." "The Lock Text.")
         ("```c\nputs (\"“No,” he said\");\n```\nAfter." "After.")
         ("~~~~\na ~~~ b\n~~~~\nAfter." "After.")
         ("Text.\n\n    code (said);\n\nAfter." "Text. After.")
         ("- one\n\n    two\n\nAfter." "one two After.")
         ("[what Ada said](https://example.org/(said) \"t\") and [Ben][2]\n\n[2]: http://x"
          "what Ada said and Ben")
         ("![a picture](a.png) <https://example.org/> <b>bold</b>" "bold")
         ("> “It leaks,” **Ada** said.\n> > No." "“It leaks,” Ada said. No.")
         ("Call `said()` and ``a b`` now." "Call and now.")
         ("snake_case __Ada__ _said_ <!-- “No,” he said. --> x." "snake_case Ada said x.")
         ("Title\n=====\n- a\n* b" "Title a b")
         ("See https://example.org/_a_/__b *now*." "See https://example.org/_a_/__b now .")))
    (should (equal (test-dixit-mask--words #'dixit-mask-markdown text) words))))

(ert-deftest test-dixit-mask-latex ()
  (pcase-dolist
      (`(,text ,words)
       '(("\\documentclass{article}\n\\title{x}\n\\begin{document}\nText.\n\\end{document}"
          "Text.")
         ("``It \\emph{leaks},'' Ada said\\footnote{At 5\\,\\%.}. % “No,” he said."
          "``It leaks ,'' Ada said At 5 , %. .")
         ("\\section*{The lock} \\label{sec:lock} \\cite[p.~3]{said} A~B" "The lock A B")
         ("\\begin{verbatim}\n“No,” he said.\n\\end{verbatim}\nAfter $x_i$ \\[y\\] \\(z\\)." "After .")
         ("\\begin{quote}It leaks.\\end{quote}" "It leaks.")
         ("\\href{https://example.org}{what Ada said} Black \\& White" "what Ada said Black & White")))
    (should (equal (test-dixit-mask--words #'dixit-mask-latex text) words))))

(ert-deftest test-dixit-mask-html ()
  (pcase-dolist
      (`(,text ,words)
       '(("<html><head><title>x</title></head><body><p>It <b>leaks</b>.</p>" "It leaks .")
         ("<script>say(\"“No,” he said\")</script>After <pre>code</pre>" "After")
         ("&ldquo;It leaks,&rdquo; Ada said &amp; left. &#8220;No.&#x201d; &unknown; &#0;"
          "“ It leaks,” Ada said & left. “ No.”")
         ("<!-- “No,” he said. --> <a href=\"https://example.org/said\">Ada</a> 3 < 4" "Ada 3 < 4")
         ("<p\nclass=\"x\">Text" "Text")))
    (should (equal (test-dixit-mask--words #'dixit-mask-html text) words))))

(ert-deftest test-dixit-mask-message ()
  (should (equal (test-dixit-mask--words
                  #'dixit-mask-message
                  (concat "To: ada@example.org\nSubject: said\n--text follows this line--\n"
                          "> > “It leaks,” Ada said.\n<#part type=x>\nYes.\n-- \nBen, who said no\n"))
                 "“It leaks,” Ada said. Yes.")))

(ert-deftest test-dixit-mask-article ()
  "Of what is read in Gnus and Elfeed the headers are no text, but for the subject."
  (should (equal (test-dixit-mask--words
                  #'dixit-mask-article
                  (concat "From:\n Ada Marsh <ada@example.org>\nSubject: Wet feet\n at the lock\nTo: Ben,\n Piet\n"
                          "Date: Mon\n\n> “It leaks,” Ada said.\nYes.\n-- \nBen, who said no\n"))
                 "Wet feet at the lock “It leaks,” Ada said. Yes."))
  (should (equal (test-dixit-mask--words #'dixit-mask-article "Ada: It leaks.\n\nBen: No.\n")
                 "Ada: It leaks. Ben: No."))
  (should (equal (test-dixit-mask--words #'dixit-mask-article "Title: The lock\nFeed: X\n\nText.")
                 "The lock Text.")))

(defconst test-dixit-mask--all
  '(dixit-mask-org dixit-mask-markdown dixit-mask-latex dixit-mask-html dixit-mask-message
    dixit-mask-article)
  "The functions under test.")

(ert-deftest test-dixit-mask-hostile ()
  "Whatever the text, what is found is in order, and slices make no difference
to what has an end; and it comes to one."
  (let ((bits ["*" "/" "=" "~" "`" "```" "\n" "\n\n" "    " "[[" "][" "]]" "[" "]" "(" ")" "<" ">"
               "<pre>" "</pre>" "<!--" "-->" "&amp;" "\\" "{" "}" "$" "%" "\\begin{verbatim}"
               "\\end{verbatim}" "#+begin_src" "#+end_src" ":end:" ":a:" "#" "- " "> " "-- " "From: " "subject: " "https://" "é“" "said" " "])
        (random 7))
    (dotimes (_ 150)
      (let ((text (mapconcat (lambda (_)
                               (setq random (mod (+ (* random 1103515245) 12345) 2147483648))
                               (aref bits (mod (ash random -8) (length bits))))
                             (make-list 60 nil) "")))
        (dolist (function test-dixit-mask--all)
          (test-dixit-mask--words function text)
          (test-dixit-mask--text function text 5))))))

(ert-deftest test-dixit-mask-slices ()
  "A text masked line by line is the text masked at once."
  (let ((org "* One\n#+begin_src c\na\nb\n#+end_src\nShe said *no* to [[x][y]].\n:A:\nb\n:END:\nz\n")
        (html "<p>One</p>\n<pre>\nb\n\nc</pre>\n<p\nid='x'>&amp;</p>\n"))
    (pcase-dolist (`(,function . ,text) `((dixit-mask-org . ,org) (dixit-mask-html . ,html)))
      (setq text (apply #'concat (make-list 5 text)))
      (with-temp-buffer
        (insert text)
        (let ((whole (test-dixit-mask--text function text))
              (at (point-min)) pieces)
          (while (< at (point-max))
            (goto-char at)
            (forward-line 1)
            (pcase-let ((`(,string . ,next) (dixit-mask-text function at (point))))
              (push string pieces)
              (setq at next)))
          (should (equal whole (apply #'concat (nreverse pieces)))))))))

(ert-deftest test-dixit-mask-analysis ()
  "The quotation is found where it is, and none in the code."
  (skip-unless (dixit-test-module-p))
  (with-temp-buffer
    (insert "#+begin_src c\n“No,” Piet de Vries said on Monday.\n#+end_src\n\n"
            "“The /bridge/ is safe,” [[https://x][Maria Jansen]] said on Monday.\n")
    (let ((org-inhibit-startup t)) (org-mode))
    (let* ((document (dixit-analyze-buffer))
           (quotes (dixit-quotes document)))
      (should (= 1 (length quotes)))
      (should (string-prefix-p "“The /bridge/" (buffer-substring
                                               (caar (dixit-quote-content (car quotes)))
                                               (point-max))))
      (should (= 5 (dixit-quote-line (car quotes))))
      (should (equal "Maria Jansen" (dixit-quote-speaker (car quotes)))))))

(provide 'test-dixit-mask)

;;; test-dixit-mask.el ends here
