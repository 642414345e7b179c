;;; test-dixit-format.el --- Tables, records and pages  -*- lexical-binding: t -*-

;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Code:

(require 'dixit-test)
(require 'dixit-format)
(require 'dixit-html)
(require 'dixit-record)

;;;; Writers

(ert-deftest test-dixit-format-csv ()
  (should (equal (dixit-format-table 'csv '(((a . "x") (b . 1)) ((a . nil) (b . 0.5))))
                 "a,b\r\nx,1\r\n,0.5\r\n"))
  (should (equal (dixit-format-row 'csv '("say \"yes\"" "a,b" "a\nb" "a\rb" "=1+1" " x"))
                 "\"say \"\"yes\"\"\",\"a,b\",\"a\nb\",\"a\rb\",=1+1, x\r\n")))

(ert-deftest test-dixit-format-tsv ()
  "A record is a line, and no text is computed or taken for a quoted field."
  (should (equal (dixit-format-row 'tsv '("a\tb" "a\nb\r" "C:\\new" nil 3))
                 "a\\tb\ta\\nb\\r\tC:\\\\new\t\t3\n"))
  (should (equal (dixit-format-row 'tsv '("=A1" "+1" "- Yes" "@x" "a=b" -3 "“=”"))
                 "'=A1\t'+1\t'- Yes\t'@x\ta=b\t-3\t“=”\n"))
  (should (equal (dixit-format-row 'tsv '("\"Yes,\" he said")) "\"\"\"Yes,\"\" he said\"\n")))

(ert-deftest test-dixit-format-json ()
  "What a JSON reader reads is what was written."
  (let* ((text (concat "a\"b\\c\n\t\r\1\x1f\x7f\u2028“é”😀" (string 1 27)))
         (json (dixit-format-json `((text . ,text) (none) (n . 7) (x . 0.125)))))
    (should-not (string-search "\n" json))
    ;; Emacs reads no NUL.
    (should (equal (dixit-format-json '((a . "\0"))) "{\"a\":\"\\u0000\"}"))
    (should (equal (json-parse-string json :object-type 'alist :null-object nil)
                   `((text . ,text) (none) (n . 7) (x . 0.125)))))
  (should (equal (dixit-format-json-array nil) "[]\n"))
  (should (equal (dixit-format-json-array '(((a . 1)) ((a . 2))))
                 "[\n{\"a\":1},\n{\"a\":2}\n]\n")))

(ert-deftest test-dixit-format-tables ()
  (should (equal (dixit-format-table 'org '(((a . "x|y") (b . "l\nm"))))
                 "| a | b |\n|---+---|\n| x\\vert{}y | l m |\n"))
  (should (equal (dixit-format-table 'markdown '(((a . "x|y") (b . "<i>*"))))
                 "| a | b |\n|---|---|\n| x\\|y | \\<i\\>\\* |\n")))

(ert-deftest test-dixit-format-items ()
  "Nothing in a text becomes markup."
  (let ((record '((file . "/d/a [1].txt") (line . 3) (kind . "direct") (speaker . "A_b")
                  (text . "1986. <b>No</b> & [x](y)"))))
    (should (equal (dixit-format-item 'text record)
                   "A_b (a [1].txt, line 3, direct):\n1986. <b>No</b> & [x](y)\n"))
    (should (equal (dixit-format-item 'markdown record)
                   (concat "- **A\\_b** (a \\[1\\].txt, line 3, direct)\n\n"
                           "  > 1986\\. \\<b\\>No\\</b\\> &amp; \\[x\\](y)\n")))
    (should (equal (dixit-format-item 'org record)
                   (concat "- *A_b* ([[file:/d/a \\[1\\].txt::3][a {1}.txt, line 3, direct]])\n"
                           "  \u200b1986. <b>No</b> & [x](y)\n"))))
  (should (string-prefix-p "- *a source* (line 1, mixed)\n  \u200b#+begin_src\n"
                           (dixit-format-item 'org '((line . 1) (kind . "mixed")
                                                     (source . "a source")
                                                     (text . "#+begin_src")))))
  (should (string-search "  > \\- Yes\n"
                         (dixit-format-item 'markdown '((line . 1) (kind . "mixed")
                                                        (text . "- Yes"))))))

;;;; Records

(defun test-dixit-format-document (text &rest spans)
  "Return a document of TEXT with a quotation at each of SPANS."
  (make-dixit-document
   :length (length text)
   :mentions (vector (make-dixit-mention :start 0 :end 2 :type 'PER :kind 'name :entity 0))
   :entities (vector (make-dixit-entity :id 0 :type 'PER :name "Al" :role "mayor" :gender 'm
                                        :mentions 1 :quotes (length spans))
                     (make-dixit-entity :id 1 :type 'LOC :name "Rome" :mentions 2 :quotes 0))
   :quotes (vconcat
            (cl-loop for pieces in spans for i from 0
                     collect (make-dixit-quote
                              :id i :kind 'direct :source-kind 'name :content pieces
                              :source '((0 . 2)) :cue nil :text "t" :speaker "Al" :entity 0
                              :line 1 :confidence 0.98765 :chain '((0 . 2)))))
   :marks [] :checks []))

(ert-deftest test-dixit-record ()
  (let* ((words "Al said\n  “yes,\nAl.”")
         (document (test-dixit-format-document words '((10 . 15) (16 . 20)))))
    (with-temp-buffer
      (insert words)
      (let ((text (make-dixit-record-text :document document :file "f" :id 5)))
        (should (equal (dixit-record text 'quotes (car (dixit-record-items text 'quotes)))
                       '((file . "f") (id . 5) (line . 2) (column . 3) (start . 10) (end . 20)
                         (quote . 0) (kind . "direct") (speaker . "Al") (entity . 0)
                         (type . "PER") (role . "mayor") (gender . "m") (source . "Al")
                         (source_kind . "name") (cue) (chain . "Al") (confidence . 0.988)
                         (text . "t"))))
        (should (equal (dixit-record text 'people (car (dixit-record-items text 'people))
                                     '(name line quotes))
                       '((name . "Al") (line . 1) (quotes . 1))))
        (should (equal (mapcar #'dixit-entity-name (dixit-record-items text 'people)) '("Al")))
        ;; What has no mention has no place.
        (should (equal (dixit-record text 'entities (nth 1 (dixit-record-items text 'entities))
                                     '(name line column start gender))
                       '((name . "Rome") (line) (column) (start) (gender))))))))

(ert-deftest test-dixit-record-columns ()
  "Columns are those of a screen; in a long line they take no longer each."
  (with-temp-buffer
    (insert "a\tb中c\n\t\té😀x")
    (let ((text (make-dixit-record-text)))
      (cl-loop for (at line column) in '((0 1 1) (1 1 2) (2 1 9) (3 1 10) (4 1 12) (5 1 13)
                                         (6 2 1) (7 2 9) (8 2 17) (10 2 20) (9 2 18) (0 1 1))
               do (should (equal (list at (dixit-record-line text at)
                                       (dixit-record-column text at))
                                 (list at line column))))))
  (with-temp-buffer
    (dotimes (_ 100000) (insert "word "))
    (let ((text (make-dixit-record-text))
          (start (float-time)))
      (should (cl-loop for at from 0 below 500000 by 10
                       always (= (dixit-record-column text at) (1+ at))))
      (should (< (- (float-time) start) 30)))))

;;;; Pages

(defun test-dixit-format-balanced (html)
  "Check that the elements of HTML are closed in order, and return its text.
Its references to the list are not in that."
  (let ((case-fold-search nil) open (at 0) text)
    (while (string-match "<\\(/?\\)\\([a-z0-9]+\\)\\(?: [^<>]*\\)?>" html at)
      (let ((name (match-string 2 html))
            (close (equal (match-string 1 html) "/"))
            (start (match-beginning 0)) (end (match-end 0)))
        (unless (member "sup" open)
          (push (substring html at start) text))
        (cond ((member name '("meta")))
              (close (should (equal name (pop open))))
              (t (push name open)))
        (setq at end)))
    (should-not open)
    (push (substring html at) text)
    (let ((text (apply #'concat (nreverse text))))
      (pcase-dolist (`(,entity . ,c) '(("&lt;" . "<") ("&gt;" . ">") ("&quot;" . "\"")
                                       ("&#39;" . "'") ("&amp;" . "&")))
        (setq text (string-replace entity c text)))
      text)))

(ert-deftest test-dixit-html-spans ()
  "What overlaps is cut, and the innermost is written inside."
  (with-temp-buffer
    (insert "0123456789")
    (cl-flet ((span (start end tag &optional after)
                (make-dixit-html-span :start start :end end :open (format "<%s>" tag)
                                      :close (format "</%s>" tag) :after after)))
      (should (equal (dixit-html--text nil) "0123456789"))
      (should (equal (dixit-html--text (list (span 2 5 "b") (span 0 8 "a" "!")))
                     "<a>01</a><a><b>234</b></a><a>567</a>!89"))
      (should (equal (dixit-html--text (list (span 0 5 "a" "!") (span 3 10 "b" "?")))
                     "<a>012</a><a><b>34</b></a>!<b>56789</b>?"))
      (should (equal (dixit-html--text (list (span 3 3 "a") (span 9 12 "b" "?")))
                     "012345678<b>9</b>?")))))

(ert-deftest test-dixit-html-escape ()
  (let* ((words "Al <script>alert(\"x\")</script> & 'co'\0")
         (document (test-dixit-format-document words '((3 . 20)))))
    (setf (dixit-entity-name (aref (dixit-document-entities document) 0)) "A\"><img src=x>"
          (dixit-quote-speaker (aref (dixit-document-quotes document) 0)) "A\"><img src=x>"
          (dixit-quote-text (aref (dixit-document-quotes document) 0)) "<script>")
    (with-temp-buffer
      (insert words)
      (let ((html (concat (dixit-html-head "<t>")
                          (dixit-html-article (make-dixit-record-text :document document)
                                              1 "<i>.txt" '(people quotes entities checks))
                          (dixit-html-tail))))
        (should-not (string-match-p "<script\\|<img\\|<i>\\|<t>\\|\0" html))
        (should (string-search ">&lt;script&gt;alert(&quot;x&quot;</mark>" html))
        (test-dixit-format-balanced (substring html (string-search "<html" html)))))))

(ert-deftest test-dixit-html-articles ()
  "Of each article all the text is there, and each reference has its place."
  (skip-unless (dixit-test-module-p))
  (dolist (file (directory-files (file-name-directory (dixit-test-article "x")) t "\\.txt\\'"))
    (with-temp-buffer
      (insert-file-contents file)
      (let* ((words (buffer-string))
             (text (make-dixit-record-text :document (dixit-analyze-string words)))
             (html (dixit-html-article text 7 "title" '(people quotes entities checks)))
             (start (string-search "<div class=\"text\">" html))
             (end (string-search "</div>" html start))
             (case-fold-search nil)
             ids refs)
        (test-dixit-format-balanced html)
        (should (equal (test-dixit-format-balanced (substring html start (+ end 6))) words))
        (let ((at 0))
          (while (string-match " id=\"\\([^\"]+\\)\"\\| href=\"#\\([^\"]+\\)\"" html at)
            (setq at (match-end 0))
            (if (match-string 1 html) (push (match-string 1 html) ids)
              (push (match-string 2 html) refs))))
        (should (equal ids (delete-dups (copy-sequence ids))))
        (dolist (ref refs)
          (should (member ref ids)))
        (should (= (length refs) (* 2 (dixit-document-quote-count
                                       (dixit-record-text-document text)))))))))

(defun test-dixit-format-contrast (a b)
  "Return the contrast of the colours A and B, as WCAG 2 defines it."
  (cl-flet ((light (color)
              (cl-loop for c in (dixit-html--rgb color) for weight in '(0.2126 0.7152 0.0722)
                       for x = (/ c 65535.0)
                       sum (* weight (if (<= x 0.04045) (/ x 12.92)
                                       (expt (/ (+ x 0.055) 1.055) 2.4))))))
    (let ((x (light a)) (y (light b)))
      (/ (+ (max x y) 0.05) (+ (min x y) 0.05)))))

(ert-deftest test-dixit-html-contrast ()
  "On both pages text on every tint, and names on the page, can be read."
  (let* ((head (dixit-html-head "t"))
         (dark (string-search "@media" head)))
    (dolist (page (list (substring head 0 dark) (substring head dark)))
      (let ((at 0) (tints 0)
            (ink (and (string-match "--ink: \\(#[0-9a-f]+\\)" page) (match-string 1 page)))
            (aside (and (string-match "--aside: \\(#[0-9a-f]+\\)" page) (match-string 1 page)))
            (paper (and (string-match "--page: \\(#[0-9a-f]+\\)" page) (match-string 1 page))))
        (should (> (test-dixit-format-contrast ink paper) 7))
        (should (> (test-dixit-format-contrast aside paper) 4.5))
        (while (string-match "\\.c[0-9] { --name: \\(#[0-9a-f]+\\); } mark.c[0-9] { background: \\(#[0-9a-f]+\\)"
                             page at)
          (setq at (match-end 0))
          (let ((name (match-string 1 page)) (tint (match-string 2 page)))
            (cl-incf tints)
            (should (> (test-dixit-format-contrast ink tint) 7))
            (should (> (test-dixit-format-contrast name paper) 4.5))))
        (should (= tints dixit-palette--colors))))))

;;; test-dixit-format.el ends here
