;;; test-dixit-reading.el --- Everywhere that text is read, by keys  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; `global-dixit-mode' in buffers that other programs fill: web pages, mail,
;; feeds, books.  The analysis is that of dixit-toy.el.
;;
;; Packages that Emacs does not have are looked for where Debian puts them
;; (elpa-elfeed, elpa-nov, elpa-markdown-mode); tests of those that are not
;; there are skipped.

;;; Code:

(require 'ert)
(require 'cl-lib)
(require 'dixit-toy)

(defvar gnus-select-method)
(defvar gnus-init-file)
(defvar gnus-startup-file)
(defvar gnus-save-newsrc-file)
(defvar gnus-read-newsrc-file)
(defvar gnus-use-dribble-file)
(defvar gnus-novice-user)
(defvar gnus-interactive-exit)
(defvar gnus-verbose)
(defvar gnus-home-directory)
(defvar gnus-directory)
(defvar gnus-article-buffer)
(defvar gnus-asynchronous)
(defvar message-auto-save-directory)
(defvar nov-save-place-file)
(defvar nov-text-width)
(defvar nov-variable-pitch)
(defvar shr-use-fonts)
(defvar elfeed-db-directory)
(defvar elfeed-db)
(defvar elfeed-db-feeds)
(defvar elfeed-db-entries)
(defvar elfeed-db-index)
(declare-function gnus-no-server "gnus")
(declare-function gnus-group-exit "gnus-group")
(declare-function gnus-group-make-doc-group "gnus-group")
(declare-function elfeed-show-entry "ext:elfeed-show")
(declare-function elfeed-entry--create "ext:elfeed-db")
(declare-function elfeed-db-load "ext:elfeed-db")
(declare-function elfeed-db-get-feed "ext:elfeed-db")
(declare-function message-goto-body "message")

(defconst test-dixit-reading--html
  "<html><head><title>The lock</title></head><body><h1>The lock</h1>
<p>“It leaks,” <b>Ada Marsh</b> said.</p>
<p>“It does not leak,” said Ben Quill.</p>
<p>“I have wet feet,” she said.</p></body></html>
"
  "Three quotations.")

(defmacro test-dixit-reading--with (&rest body)
  "Evaluate BODY where `global-dixit-mode' is on, in a directory of its own.
Kill all buffers that it makes."
  (declare (indent 0) (debug t))
  `(dixit-test-in-directory
    (let ((dixit-analyze-function #'test-dixit--analyze)
          (kill-buffer-query-functions nil)
          ;; The toy does not read over the end of a line.
          (shr-use-fonts nil)
          (width (frame-width)) (height (frame-height))
          (before (buffer-list))
          (process-environment (cons (concat "HOME=" directory) process-environment)))
      (make-directory ".emacs.d")
      (unwind-protect
          (save-window-excursion
            (delete-other-windows)
            (set-frame-size (selected-frame) 90 40)
            (global-dixit-mode)
            ,@body)
        (global-dixit-mode -1)
        (set-frame-size (selected-frame) width height)
        (dolist (buffer (cl-set-difference (buffer-list) before))
          (when (buffer-live-p buffer)
            (with-current-buffer buffer (set-buffer-modified-p nil))
            (kill-buffer buffer)))))))

(defun test-dixit-reading--check (count mode)
  "Check that the selected window's buffer is in MODE and shows COUNT quotations.
Go through them by keys; the text stays as it is."
  (set-buffer (window-buffer))
  (should (derived-mode-p mode))
  (should dixit-mode)
  (dixit--idle)
  (let ((text (buffer-string)))
    (ert-info (text)
      (should (= count (length (dixit-quotes (dixit-current-document t)))))))
  (should (test-dixit--overlays))
  (let ((text (buffer-string)) (last 0))
    (goto-char (point-min))
    (local-set-key (kbd "C-c q") 'dixit-command-map)
    (dotimes (_ count)
      (test-dixit--keys "C-c q n")
      (should (> (point) last))
      (should (eq ?“ (char-after)))
      (setq last (point)))
    (should-error (test-dixit--keys "C-c q n") :type 'user-error)
    (should (equal text (buffer-string)))))

(defun test-dixit-reading--package (feature)
  "Return non-nil if FEATURE can be used, loaded from Debian's packages if need be."
  (let ((load-path (append load-path
                           (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa-src/*")
                           (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa/*"))))
    (require feature nil t)))

(ert-deftest test-dixit-reading-eww ()
  "A page, read again, and the next page in the same buffer."
  (skip-unless (and (fboundp 'libxml-parse-html-region) (libxml-available-p)))
  (test-dixit-reading--with
    (dixit-test-write "a.html" test-dixit-reading--html)
    (dixit-test-write "b.html" "<p>Yes.</p><p>“No,” said Ben Quill.</p>")
    (cl-flet ((wait (count)
                (with-timeout (10 (ert-fail "No page"))
                  (while (with-current-buffer "*eww*"
                           (/= count (how-many "“" (point-min))))
                    (accept-process-output nil 0.05)))))
      (eww-open-file (expand-file-name "a.html"))
      (switch-to-buffer "*eww*")
      (wait 3)
      (test-dixit-reading--check 3 'eww-mode)
      (should buffer-read-only)
      (test-dixit--keys "g")
      (wait 3)
      (test-dixit-reading--check 3 'eww-mode)
      (eww-open-file (expand-file-name "b.html"))
      (switch-to-buffer "*eww*")
      (wait 1)
      (test-dixit-reading--check 1 'eww-mode))))

(ert-deftest test-dixit-reading-gnus ()
  "An article, and the next one in the same buffer."
  (test-dixit-reading--with
    (dixit-test-write
     "mail"
     (concat
      "From a@b.c Mon Nov 23 06:00:00 2026\nFrom: Ada Marsh <a@b.c>\nSubject: The lock\n"
      "Date: Mon, 23 Nov 2026 06:00:00 +0000\nMessage-ID: <1@b.c>\nMIME-Version: 1.0\n"
      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
      "> “It leaks,” Ada Marsh said.\n\n“It does not leak,” said Ben Quill.\n\n"
      "-- \n“Wet feet,” Ada Marsh said.\n\n"
      "From a@b.c Mon Nov 23 07:00:00 2026\nFrom: Ben Quill <b@b.c>\nSubject: The key\n"
      "Date: Mon, 23 Nov 2026 07:00:00 +0000\nMessage-ID: <2@b.c>\nMIME-Version: 1.0\n"
      "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
      "“No,” he said.\n\n"))
    (let ((gnus-home-directory directory)
          (gnus-directory directory)
          (gnus-select-method '(nnnil ""))
          (gnus-init-file nil)
          (gnus-startup-file (expand-file-name "newsrc"))
          (gnus-save-newsrc-file nil)
          (gnus-read-newsrc-file nil)
          (gnus-use-dribble-file nil)
          (gnus-novice-user nil)
          (gnus-interactive-exit nil)
          (gnus-asynchronous nil)
          (gnus-verbose 0))
      (require 'gnus)
      (gnus-no-server)
      (unwind-protect
          (progn
            (gnus-group-make-doc-group (expand-file-name "mail") 'mbox)
            (switch-to-buffer "*Group*")
            (goto-char (point-max))
            (forward-line -1)
            (test-dixit--keys "RET")
            (should (derived-mode-p 'gnus-summary-mode))
            (should-not dixit-mode)
            (goto-char (point-min))
            (test-dixit--keys "RET")
            (select-window (get-buffer-window gnus-article-buffer))
            ;; The toy reads the signature; the module does not.
            (test-dixit-reading--check 3 'gnus-article-mode)
            (should (eq 'dixit-mask-article (dixit-mask-function)))
            (should-not (string-match-p "a@b\\|Wet"
                                        (car (dixit-mask-text (dixit-mask-function)
                                                              (point-min) (point-max)))))
            (select-window (get-buffer-window (car (cl-remove-if-not
                                                    (lambda (buffer)
                                                      (string-prefix-p "*Summary" (buffer-name buffer)))
                                                    (buffer-list)))))
            (test-dixit--keys "n")
            (select-window (get-buffer-window gnus-article-buffer))
            (test-dixit-reading--check 1 'gnus-article-mode))
        (dolist (buffer (buffer-list))
          (when (string-prefix-p "*Summary" (buffer-name buffer))
            ;; Or it asks.
            (kill-buffer buffer)))
        (when (get-buffer "*Group*")
          (with-current-buffer "*Group*" (gnus-group-exit)))))))

(ert-deftest test-dixit-reading-message ()
  "A message that is being written."
  (require 'message)
  (test-dixit-reading--with
    (let ((user-full-name "Ada Marsh") (user-mail-address "a@b.c")
          (message-auto-save-directory nil))
      (message-mail "b@b.c" "The lock")
      (message-goto-body)
      (insert "> “It leaks,” Ada Marsh said.\n\n“It does not leak,” said Ben Quill.\n")
      (test-dixit-reading--check 2 'message-mode))))

(ert-deftest test-dixit-reading-elfeed ()
  (skip-unless (and (test-dixit-reading--package 'elfeed)
                    (test-dixit-reading--package 'elfeed-show)))
  (test-dixit-reading--with
    (let ((elfeed-db-directory directory)
          (elfeed-db nil) (elfeed-db-feeds nil) (elfeed-db-entries nil) (elfeed-db-index nil))
      (elfeed-db-load)
      (let ((feed (elfeed-db-get-feed "http://feed.example/")))
        ;; Their places in the structures are Elfeed's business.
        (eval '(setf (elfeed-feed-title feed) "The feed"
                     (elfeed-feed-url feed) "http://feed.example/")
              `((feed . ,feed))))
      (elfeed-show-entry
       (elfeed-entry--create :id '("x" . "1") :title "The lock" :link "http://feed.example/1"
                             :date 1e9 :content test-dixit-reading--html :content-type 'html
                             :feed-id "http://feed.example/" :tags '(unread)))
      (test-dixit-reading--check 3 'elfeed-show-mode)
      (should buffer-read-only))))

(defun test-dixit-reading--book ()
  "Make an EPUB of two chapters in the current directory, and return its file."
  (make-directory "META-INF")
  (dixit-test-write "mimetype" "application/epub+zip")
  (dixit-test-write "META-INF/container.xml" "<?xml version=\"1.0\"?><container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles><rootfile full-path=\"c.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>")
  (dixit-test-write "c.opf" "<?xml version=\"1.0\"?><package xmlns=\"http://www.idpf.org/2007/opf\" version=\"2.0\" unique-identifier=\"i\"><metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>The Lock</dc:title><dc:creator>A</dc:creator><dc:language>en</dc:language><dc:identifier id=\"i\">1</dc:identifier></metadata><manifest><item id=\"ncx\" href=\"t.ncx\" media-type=\"application/x-dtbncx+xml\"/><item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/><item id=\"b\" href=\"b.xhtml\" media-type=\"application/xhtml+xml\"/></manifest><spine toc=\"ncx\"><itemref idref=\"a\"/><itemref idref=\"b\"/></spine></package>")
  (dixit-test-write "t.ncx" "<?xml version=\"1.0\"?><ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\"><navMap><navPoint id=\"a\" playOrder=\"1\"><navLabel><text>One</text></navLabel><content src=\"a.xhtml\"/></navPoint></navMap></ncx>")
  (dixit-test-write "a.xhtml" (concat "<?xml version=\"1.0\"?>" test-dixit-reading--html))
  (dixit-test-write "b.xhtml" "<?xml version=\"1.0\"?><html><body><p>Yes.</p><p>“No,” said Ben Quill.</p></body></html>")
  (call-process "zip" nil nil nil "-q" "-r" "book.epub" "mimetype" "META-INF" "c.opf" "t.ncx"
                "a.xhtml" "b.xhtml")
  (expand-file-name "book.epub"))

(ert-deftest test-dixit-reading-nov ()
  "A book, from chapter to chapter."
  (skip-unless (and (executable-find "zip") (executable-find "unzip")
                    (libxml-available-p)
                    (test-dixit-reading--package 'nov)))
  (test-dixit-reading--with
    (let ((nov-save-place-file nil) (nov-text-width 70) (nov-variable-pitch nil))
      (find-file (test-dixit-reading--book))
      (nov-mode)
      (test-dixit--keys "n")
      (test-dixit-reading--check 3 'nov-mode)
      (test-dixit--keys "n")
      (test-dixit-reading--check 1 'nov-mode)
      (test-dixit--keys "p")
      (test-dixit-reading--check 3 'nov-mode)
      (kill-buffer))))

(ert-deftest test-dixit-reading-markdown ()
  "What is folded is unfolded by a jump."
  (skip-unless (test-dixit-reading--package 'markdown-mode))
  (test-dixit-reading--with
    (dixit-test-write "a.md" (concat "# One\n\n“It leaks,” Ada Marsh said.\n\n"
                                     "# Two\n\n“It does not leak,” said Ben Quill.\n"))
    (find-file "a.md")
    (markdown-mode)
    (test-dixit-reading--check 2 'markdown-mode)
    (should (eq 'dixit-mask-markdown (dixit-mask-function)))
    (goto-char (test-dixit--at "# Two"))
    (test-dixit--keys "TAB")
    (should (invisible-p (test-dixit--at "“It does")))
    (goto-char (point-min))
    (test-dixit--keys "C-c q n C-c q n")
    (should (looking-at "“It does"))
    (should-not (invisible-p (point)))))

(provide 'test-dixit-reading)

;;; test-dixit-reading.el ends here
