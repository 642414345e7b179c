;;; test-dixit-list.el --- The lists, by keys  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; See dixit-toy.el.

;;; Code:

(require 'ert)
(require 'cl-lib)
(require 'bookmark)
(require 'dired)
(require 'dixit-toy)
(require 'dixit-quotes)
(require 'dixit-people)
(require 'dixit-export)

(ert-deftest test-dixit-list-quotes ()
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l")
      (should (derived-mode-p 'dixit-quotes-mode))
      (should (= 5 (length (test-dixit--rows))))
      (should (string-match-p "5 quotations by 2 speakers"
                              (test-dixit--header)))
      (should (string-match-p "\\`3 +Ada Marsh +direct +90% +“It leaks,”"
                              (car (test-dixit--rows))))
      (test-dixit--keys "n n RET")
      (should (eq (current-buffer) article))
      (should (looking-at-p "“I have wet feet"))
      (should (= 2 (length (window-list)))))))

(ert-deftest test-dixit-list-show ()
  "o shows the place and stays in the list."
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l n o")
      (should (derived-mode-p 'dixit-quotes-mode))
      (should (= (with-current-buffer article (test-dixit--at "“It does"))
                 (window-point (get-buffer-window article)))))))

(ert-deftest test-dixit-list-follow ()
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l f n n")
      (should next-error-follow-minor-mode)
      (should (derived-mode-p 'dixit-quotes-mode))
      (should (= (with-current-buffer article (test-dixit--at "“I have"))
                 (window-point (get-buffer-window article)))))))

(ert-deftest test-dixit-list-follow-after-xref ()
  "A list that was gone through meanwhile is not followed instead."
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (unwind-protect
          (progn
            (goto-char (test-dixit--at "Ada Marsh"))
            (test-dixit--keys "C-c q ?")
            (should (string-prefix-p "*xref" (buffer-name next-error-last-buffer)))
            (select-window (get-buffer-window article))
            (goto-char (point-min))
            (test-dixit--keys "C-c q l")
            ;; It is the one that `next-error' goes through now.
            (should (eq next-error-last-buffer (current-buffer)))
            (setq next-error-last-buffer (get-buffer "*xref*"))
            (test-dixit--keys "f n n")
            (should (derived-mode-p 'dixit-quotes-mode))
            (should (= (with-current-buffer article (test-dixit--at "“I have"))
                       (window-point (get-buffer-window article)))))
        (when (get-buffer "*xref*") (kill-buffer "*xref*"))))))

(ert-deftest test-dixit-list-ends ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q l")
    (should-error (test-dixit--keys "p") :type 'user-error)
    (test-dixit--keys "n n n n")
    (should-error (test-dixit--keys "n") :type 'user-error)
    (should (tabulated-list-get-id))))

(ert-deftest test-dixit-list-sort ()
  "Numbers sort as numbers."
  (test-dixit--with (concat test-dixit--text "\n\n\n\n“Late,” Ada Marsh said.\n")
    (test-dixit--keys "C-c q l")
    (let ((lines (mapcar #'string-to-number (test-dixit--rows))))
      (should (> (car (last lines)) 9))
      (should (equal lines (sort (copy-sequence lines) #'<))))
    (search-forward "Ada")
    (test-dixit--keys "S")
    (should (string-match-p "(nobody)" (car (test-dixit--rows))))
    (should (string-match-p "Ben" (car (last (test-dixit--rows)))))))

(ert-deftest test-dixit-list-sort-anywhere ()
  "Where `n' leaves point, the first column is meant; a number tells any."
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q l n")
    (let ((first (car (aref tabulated-list-format 0))))
      (should (bolp))
      (test-dixit--keys "S")
      (should (equal (car tabulated-list-sort-key) first))
      (end-of-line)
      (test-dixit--keys "S")
      (should-not (equal (car tabulated-list-sort-key) first))
      (test-dixit--keys "C-u 0 S")
      (should (equal (car tabulated-list-sort-key) first))
      (test-dixit--keys "/ r n o b o d y SPC a t SPC a l l RET")
      (should-not (tabulated-list-get-id))
      (should-error (test-dixit--keys "S") :type 'user-error))))

(ert-deftest test-dixit-list-sort-is-its-own ()
  "A list that is turned round leaves those that come after it alone."
  (dolist (key '("l" "s" "e"))
    (let (sorted)
      (dotimes (_ 2)
        (test-dixit--with test-dixit--text
          (test-dixit--keys (concat "C-c q " key))
          (push (copy-tree tabulated-list-sort-key) sorted)
          (tabulated-list-sort
           (cl-position (car tabulated-list-sort-key) tabulated-list-format
                        :key #'car :test #'equal))))
      (should (equal (car sorted) (cadr sorted))))))

(ert-deftest test-dixit-list-sort-keeps-counts ()
  "Emacs makes the header anew to sort; it tells the counts still."
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q l n")
    (let ((row (tabulated-list-get-id)))
      (search-forward "Ben")
      (test-dixit--keys "S S")
      (should (eq row (tabulated-list-get-id))))
    (should (= 1 (cl-count "(5 quotations" (list (test-dixit--header))
                           :test #'string-search)))))

(ert-deftest test-dixit-list-mouse ()
  "A click goes to the place, and the words can be clicked on."
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l")
      (search-forward "It does")
      (should (get-text-property (point) 'mouse-face))
      (should (eq 'mouse-face (lookup-key (current-local-map) [follow-link])))
      (funcall (lookup-key (current-local-map) [mouse-2])
               `(mouse-2 (,(selected-window) ,(point) (0 . 0) 0)))
      (should (eq (window-buffer) article))
      (should (= (window-point) (with-current-buffer article
                                  (test-dixit--at "“It does")))))))

;;;; Filters

(ert-deftest test-dixit-list-filter-speaker ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q l s Ben SPC Quill RET")
    (should (= 2 (length (test-dixit--rows))))
    (should (string-search "2 of 5: Ben Quill)" (test-dixit--header)))
    ;; No quotation has two speakers: the new one takes the old one's place.
    (test-dixit--keys "/ s Ada SPC Marsh RET")
    (should (= 2 (length (test-dixit--rows))))
    (test-dixit--keys "a")
    (should (= 5 (length (test-dixit--rows))))
    ;; The speaker at point is the default.
    (goto-char (point-min))
    (test-dixit--keys "s RET")
    (should (= 2 (length (test-dixit--rows))))
    (should (string-match-p "Ada" (car (test-dixit--rows))))
    ;; What is nobody's name is a regexp.
    (test-dixit--keys "a s ill$ RET")
    (should (equal 2 (length (test-dixit--rows))))))

(ert-deftest test-dixit-list-filters-stack ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q l s Ada SPC Marsh RET / r FEET RET")
    (should (= 0 (length (test-dixit--rows))))
    (test-dixit--keys "/ p / r feet RET")
    (should (= 1 (length (test-dixit--rows))))
    (should (string-match-p "1 of 5: Ada Marsh · /feet/" (test-dixit--header)))
    (test-dixit--keys "/ !")
    (should (= 1 (length (test-dixit--rows))))
    (should (string-search "It leaks" (car (test-dixit--rows))))
    (should (string-search "not /feet/" (test-dixit--header)))
    (test-dixit--keys "/ DEL")
    (should (= 2 (length (test-dixit--rows))))
    (test-dixit--keys "/ /")
    (should (= 5 (length (test-dixit--rows))))
    (should-error (test-dixit--keys "/ p") :type 'user-error)
    (should-error (test-dixit--keys "/ r [ RET") :type 'user-error)))

(ert-deftest test-dixit-list-filter-column ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q l / c sure RET < SPC 80 RET")
    (should (= 1 (length (test-dixit--rows))))
    (should (string-search "nobody" (car (test-dixit--rows))))
    (should-error (test-dixit--keys "/ c sure RET some RET") :type 'user-error)
    (test-dixit--keys "a / c line RET >= 9 RET / c line RET <= 9 RET")
    (should (= 1 (length (test-dixit--rows))))
    ;; The column at point is the default.
    (test-dixit--keys "a")
    (search-forward "Quill")
    (test-dixit--keys "/ c RET RET")
    (should (string-search "2 of 5: Ben Quill" (test-dixit--header)))))

(ert-deftest test-dixit-list-filter-header-click ()
  "A click on a filter in the header line removes it."
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q l s Ben SPC Quill RET / r boots RET")
    (should (= 1 (length (test-dixit--rows))))
    (let* ((header (cl-find-if (lambda (part) (and (stringp part)
                                                   (string-search "boots" part)))
                               (flatten-tree header-line-format)))
           (at (string-search "/boots/" header))
           (map (get-text-property at 'keymap header)))
      (funcall (lookup-key map [header-line mouse-1])
               `(mouse-1 (,(selected-window) header-line (0 . 0) 0)))
      (should (= 2 (length (test-dixit--rows))))
      (should-not (string-search "boots" (test-dixit--header))))))

(ert-deftest test-dixit-list-filter-and-edit ()
  "Filters, marks and point outlive changes of the text."
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l s Ben SPC Quill RET n m")
      (should (looking-at-p "\\* +11 +Ben Quill"))
      (with-current-buffer article
        (goto-char (point-min))
        (insert "“Look,” Ben Quill said.\n\n“No,” Ada Marsh said.\n\n")
        (dixit--idle))
      (should (= 3 (length (test-dixit--rows))))
      (should (looking-at-p "\\* +15 +Ben Quill"))
      (should (string-search "3 of 7: Ben Quill, 1 marked"
                             (test-dixit--header))))))

(ert-deftest test-dixit-list-terms ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q l T")
    (should (= 6 (length (test-dixit--rows))))
    (should (string-search "and 1 term" (test-dixit--header)))
    (test-dixit--keys "/ k term RET")
    (should (= 1 (length (test-dixit--rows))))
    (test-dixit--keys "a T")
    (should (= 5 (length (test-dixit--rows))))))

;;;; Marks and export

(defun test-dixit--marked ()
  "Return how many rows have a mark before them."
  (cl-count-if (lambda (row) (string-prefix-p "*" row)) (test-dixit--rows)))

(ert-deftest test-dixit-list-marks ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q l m m")
    (should (= 2 (test-dixit--marked)))
    (should (string-search "2 marked" (test-dixit--header)))
    (test-dixit--keys "DEL")
    (should (= 1 (test-dixit--marked)))
    (test-dixit--keys "t")
    (should (= 4 (test-dixit--marked)))
    ;; Sorting keeps them.
    (search-forward "Quill")
    (test-dixit--keys "S")
    (should (= 4 (test-dixit--marked)))
    (test-dixit--keys "/ m")
    (should (= 4 (length (test-dixit--rows))))
    (test-dixit--keys "a M-< u")
    (should (= 3 (test-dixit--marked)))
    (test-dixit--keys "U % m said\\|leak RET")
    (should (= 2 (test-dixit--marked)))
    (test-dixit--keys "C-u % m not RET")
    (should (= 1 (test-dixit--marked)))
    (test-dixit--keys "U M-< C-u 3 m")
    (should (= 3 (test-dixit--marked)))
    (should-not (string-search "marked" (progn (test-dixit--keys "U")
                                               (test-dixit--header))))))

(ert-deftest test-dixit-list-mark-and-deletion ()
  "The row after one whose quotation is deleted does not get its mark."
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l n n m")
      (with-current-buffer article
        (goto-char (test-dixit--at "“I have"))
        (delete-region (point) (test-dixit--at "“Nobody"))
        (dixit--idle))
      (should (= 4 (length (test-dixit--rows))))
      (should (= 0 (test-dixit--marked))))))

(ert-deftest test-dixit-list-export-csv ()
  (test-dixit--with "“A, \"b\",” Ada Marsh said.\n\n“Yes,” said Ben Quill.\n"
    (test-dixit--keys "C-c q l e RET")
    (should (equal (buffer-name) "*Dixit export*"))
    (should (equal (buffer-string) "\
file,line,speaker,source,kind,confidence,text
article,1,Ada Marsh,,direct,0.9,\"“A, \"\"b\"\",”\"
article,3,Ben Quill,,direct,0.9,\"“Yes,”\"
"))
    (kill-buffer)))

(ert-deftest test-dixit-list-export-json ()
  "What is marked alone is exported."
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q l n n n m e json RET")
    (let ((all (progn (goto-char (point-min))
                      (json-parse-buffer :object-type 'alist :null-object nil))))
      (should (= 1 (length all)))
      (should (equal (alist-get 'text (aref all 0)) "“Nobody asked me.”"))
      (should-not (alist-get 'speaker (aref all 0)))
      (should (= 9 (alist-get 'line (aref all 0)))))
    (kill-buffer)))

(ert-deftest test-dixit-list-export-formats ()
  "Every format has every quotation that is shown, and no other."
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q l s Ben SPC Quill RET")
    (dolist (format '("csv" "tsv" "json" "org" "markdown" "text"))
      (let ((list (current-buffer)))
        (test-dixit--keys (format "e %s RET" format))
        (should (string-search "It does not leak" (buffer-string)))
        (should (string-search "Then buy boots" (buffer-string)))
        (should (string-search "Ben Quill" (buffer-string)))
        (should-not (string-search "feet" (buffer-string)))
        (kill-buffer)
        (select-window (get-buffer-window list))))
    (pop-to-buffer "article")
    (test-dixit--keys "C-c q s")
    (dolist (format '("csv" "tsv" "json" "org" "markdown" "text"))
      (let ((list (current-buffer)))
        (test-dixit--keys (format "e %s RET" format))
        (should (string-search "keeper of the lock" (buffer-string)))
        (kill-buffer)
        (select-window (get-buffer-window list))))))

(ert-deftest test-dixit-list-export-file ()
  "The extension says the format; a file is not written over unasked."
  (dixit-test-in-directory
    (test-dixit--with test-dixit--text
      (setq default-directory directory)
      (test-dixit--keys "C-c q l C-u e said.org RET")
      (should (string-match-p "\\`- \\*Ada Marsh\\* (\\[\\[file:article::3\\]"
                              (dixit-test-read "said.org")))
      (dixit-test-write "said.csv" "mine")
      (cl-letf (((symbol-function 'yes-or-no-p) #'ignore))
        (should-error (test-dixit--keys "C-u e said.csv RET") :type 'user-error))
      (should (equal "mine" (dixit-test-read "said.csv"))))))

(ert-deftest test-dixit-list-copy ()
  (test-dixit--with test-dixit--text
    (let ((kill-ring nil) (interprogram-cut-function nil))
      (test-dixit--keys "C-c q l w")
      (should (equal (car kill-ring) "Ada Marsh (article, line 3, direct):\n“It leaks,”\n"))
      (test-dixit--keys "m m w")
      (should (string-search "It does not leak" (car kill-ring))))))

;;;; In step with the text

(ert-deftest test-dixit-list-in-step ()
  "The list follows the text, and point stays at its quotation."
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (dixit-mode)
      (test-dixit--keys "C-c q l n n")
      (should (looking-at-p " +7 +Ada Marsh"))
      (with-current-buffer article
        (goto-char (point-min))
        (insert "“Look,” Ben Quill said.\n\n")
        (dixit--idle))
      (should (= 6 (length (test-dixit--rows))))
      (should (looking-at-p " +9 +Ada Marsh"))
      ;; Its quotation goes away: the next in the text takes its place.
      (with-current-buffer article
        (goto-char (test-dixit--at "“I have"))
        (delete-region (point) (line-end-position))
        (dixit--idle))
      (should (= 5 (length (test-dixit--rows))))
      (should (looking-at-p " +11 +(nobody)")))))

(ert-deftest test-dixit-list-long-in-step ()
  "A long list waits for a longer pause."
  (test-dixit--with (apply #'concat (make-list 500 "“Yes,” Ada Marsh said.\n"))
    (let ((article (current-buffer)))
      (dixit-mode)
      (test-dixit--keys "C-c q l")
      (should (= 500 (length (test-dixit--rows))))
      (with-current-buffer article
        (goto-char (point-min))
        (kill-line 1)
        (dixit--idle))
      (should (= 500 (length (test-dixit--rows))))
      (should (memq dixit-list--timer timer-idle-list))
      (timer-event-handler dixit-list--timer)
      (should (= 499 (length (test-dixit--rows)))))))

(ert-deftest test-dixit-list-without-the-mode ()
  "A list is kept in step where the mode is off, and let go after it."
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l")
      (with-current-buffer article
        (insert "“Look,” Ben Quill said.\n\n")
        (dixit--idle))
      (should (= 6 (length (test-dixit--rows))))
      (kill-buffer)
      (with-current-buffer article
        (insert " ")
        (dixit--idle)
        (dixit--idle)
        (should-not (local-variable-p 'dixit-analyzed-hook))
        (should-not dixit--watched)))))

(ert-deftest test-dixit-list-revert ()
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l n")
      (with-current-buffer article
        (goto-char (point-min))
        (insert "“Look,” Ben Quill said.\n\n"))
      (test-dixit--keys "g")
      (should (= 6 (length (test-dixit--rows))))
      (should (looking-at-p " +7 +Ben Quill")))))

(ert-deftest test-dixit-list-people ()
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q s")
      (should (derived-mode-p 'dixit-people-mode))
      (should (= 2 (length (test-dixit--rows))))
      (should (string-match-p "keeper of the lock"
                              (cl-find "Ada" (test-dixit--rows)
                                       :test #'string-search)))
      (goto-char (point-min))
      (search-forward "Ben")
      (test-dixit--keys "s")
      (should (derived-mode-p 'dixit-quotes-mode))
      (should (= 2 (length (test-dixit--rows))))
      (switch-to-buffer article)
      (test-dixit--keys "C-c q s")
      (goto-char (point-min))
      (search-forward "Ben")
      (test-dixit--keys "RET")
      (should (looking-at-p "Ben Quill")))))

(ert-deftest test-dixit-list-text-is-gone ()
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (test-dixit--keys "C-c q l")
      (kill-buffer article)
      (should-error (test-dixit--keys "RET") :type 'user-error)
      (should-error (test-dixit--keys "g") :type 'user-error)
      (setq dixit-list--source nil)
      (kill-buffer)
      (setq buffer (generate-new-buffer "article")))))

(ert-deftest test-dixit-list-narrowed ()
  "A jump out of the list widens."
  (test-dixit--with test-dixit--text
    (narrow-to-region 1 20)
    (test-dixit--keys "C-c q l n RET")
    (should-not (buffer-narrowed-p))
    (should (looking-at-p "“It does not"))))

;;;; People and names

(ert-deftest test-dixit-list-people-columns ()
  (test-dixit--with (concat test-dixit--text "\nCid Orr came. Cid Orr sat.\n")
    (let ((test-dixit--people (append test-dixit--people
                                      '(("Cid Orr" "Orr" "it" nil)))))
      (test-dixit--keys "C-c q s")
      (should (string-search "3 people, 2 speakers" (test-dixit--header)))
      (should (string-match-p "\\`Ada Marsh +2 +2 +female +keeper"
                              (replace-regexp-in-string
                               "\\`[0-9]+ +" ""
                               (cl-find "Ada" (test-dixit--rows) :test #'string-search))))
      (should (string-match-p "\\`13 +Cid Orr +0 +2"
                              (cl-find "Cid" (test-dixit--rows) :test #'string-search)))
      (test-dixit--keys "/ s")
      (should (= 2 (length (test-dixit--rows))))
      (test-dixit--keys "a / c mentions RET > 1 RET / n Cid SPC Orr RET")
      (should (= 1 (length (test-dixit--rows))))
      (should-error (test-dixit--keys "M-< s") :type 'user-error))))

(ert-deftest test-dixit-list-entities ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q e")
    (should (derived-mode-p 'dixit-entities-mode))
    (should (string-search "2 names" (test-dixit--header)))
    (should (= 2 (length (test-dixit--rows))))
    (should (string-match-p "Ben Quill +person +2 +2"
                            (cl-find "Ben" (test-dixit--rows) :test #'string-search)))
    (test-dixit--keys "/ t person RET / n Ada SPC Marsh RET")
    (should (= 1 (length (test-dixit--rows))))))

;;;; Several texts

(defmacro test-dixit--with-files (&rest body)
  "Evaluate BODY where a.txt and b.txt hold toy texts."
  (declare (indent 0) (debug t))
  `(dixit-test-in-directory
     (dixit-test-write "a.txt" "“One,” Ada Marsh said.\n\n“Two,” she said.\n")
     (dixit-test-write "b.txt" "Yes.\n\n“Three,” said Ben Quill.\n")
     (dixit-test-write "c.bin" "“Four,” said Ben Quill.\n")
     (test-dixit--with test-dixit--text
       (setq default-directory directory)
       (unwind-protect
           (save-window-excursion ,@body)
         (dolist (buffer (buffer-list))
           (when (or (string-prefix-p "*Dixit" (buffer-name buffer))
                     (string-match-p "\\`[ab]\\.txt" (buffer-name buffer)))
             (with-current-buffer buffer (set-buffer-modified-p nil))
             (kill-buffer buffer)))))))

(ert-deftest test-dixit-list-buffers ()
  "With a prefix argument the list is one of several buffers."
  (test-dixit--with-files
    (find-file-noselect "a.txt")
    (test-dixit--keys "C-u C-c q l article,a.txt RET")
    (should (= 7 (length (test-dixit--rows))))
    (should (string-search "7 quotations by 2 speakers in 2 texts"
                           (test-dixit--header)))
    (should (string-match-p "\\`article +3 +Ada Marsh" (car (test-dixit--rows))))
    (test-dixit--keys "/ c text RET a.txt RET")
    (should (= 2 (length (test-dixit--rows))))
    ;; An edit in one of them changes its rows alone.
    (with-current-buffer "a.txt"
      (goto-char (point-max))
      (insert "\n“Three,” he said.\n")
      (dixit-current-document))
    (should (= 3 (length (test-dixit--rows))))
    (test-dixit--keys "M-> p RET")
    (should (equal (buffer-name) "a.txt"))
    (should (looking-at-p "“Three"))))

(ert-deftest test-dixit-list-dired ()
  "In Dired the marked files are listed, without being visited."
  (test-dixit--with-files
    (let ((dired (dired-noselect directory)))
      (unwind-protect
          (progn
            (switch-to-buffer dired)
            (dired-unmark-all-marks)
            (dired-goto-file (expand-file-name "a.txt"))
            (dired-mark 1)
            (dired-goto-file (expand-file-name "b.txt"))
            (dired-mark 1)
            (call-interactively #'dixit-list-quotes)
            (should (= 3 (length (test-dixit--rows))))
            (should-not (get-file-buffer "a.txt"))
            (should (string-match-p "\\`a.txt +1 +Ada Marsh" (car (test-dixit--rows))))
            (should (string-match-p "\\`b.txt +3 +Ben Quill"
                                    (car (last (test-dixit--rows)))))
            ;; A row visits its file, and the list follows it from then on.
            (test-dixit--keys "M-> p RET")
            (should (equal (buffer-name) "b.txt"))
            (should (looking-at-p "“Three"))
            (goto-char (point-min))
            (insert "“Zero,” she said.\n\n")
            (dixit-current-document)
            (pop-to-buffer (cl-find-if (lambda (buffer)
                                         (string-prefix-p "*Dixit quot" (buffer-name buffer)))
                                       (buffer-list)))
            (should (= 4 (length (test-dixit--rows))))
            (should (string-match-p "\\`b.txt +5 +Ben" (car (last (test-dixit--rows)))))
            (test-dixit--keys "e json RET")
            (let ((all (progn (goto-char (point-min))
                              (json-parse-buffer :object-type 'alist))))
              (should (equal (expand-file-name "a.txt")
                             (alist-get 'file (aref all 0))))))
        (kill-buffer dired)))))

(ert-deftest test-dixit-list-file-in-its-directory ()
  "A file is read as in its directory, where rules for it may be."
  (test-dixit--with-files
    (let ((default-directory temporary-file-directory)
          (seen nil))
      (let ((dixit-analyze-function
             (lambda ()
               (setq seen default-directory)
               (test-dixit--analyze))))
        (dixit-list-quotes (list (expand-file-name "a.txt" directory))))
      (should (equal (file-truename seen) (file-truename directory))))))

(ert-deftest test-dixit-list-directory ()
  "A directory stands for the texts in it."
  (test-dixit--with-files
    (should (equal '("a.txt" "b.txt")
                   (mapcar #'file-name-nondirectory
                           (dixit-list--expand (list directory)))))))

(ert-deftest test-dixit-list-project ()
  (test-dixit--with-files
    (cl-letf (((symbol-function 'project-current) (lambda (&rest _) 'toy))
              ((symbol-function 'project-files)
               (lambda (_) (directory-files directory t "\\`[abc]\\."))))
      (test-dixit--keys "C-u C-u C-c q s"))
    (should (derived-mode-p 'dixit-people-mode))
    (should (= 2 (length (cl-remove-if-not
                          (lambda (row) (string-match-p " [1-9] +[1-9]" row))
                          (test-dixit--rows)))))
    ;; What one person says in all of them.
    (goto-char (point-min))
    (search-forward "Ada")
    (test-dixit--keys "s")
    (should (derived-mode-p 'dixit-quotes-mode))
    (should (= 2 (length (test-dixit--rows))))))

(ert-deftest test-dixit-list-unreadable ()
  "A file that cannot be read is named, and the others are listed."
  (test-dixit--with-files
    (let (warned)
      (cl-letf (((symbol-function 'display-warning)
                 (lambda (_type text &rest _) (setq warned text))))
        (dixit-list-quotes (list (expand-file-name "no.txt") (expand-file-name "a.txt"))))
      (should (string-search "no.txt" warned))
      (should (= 2 (length (test-dixit--rows)))))
    (should-error (dixit-list-quotes (list (expand-file-name "no.txt"))))))

(ert-deftest test-dixit-list-elsewhere ()
  "A command of lists leaves a text as it is, and `M-X' does not offer it there."
  (mapc #'require '(dixit-quotes dixit-people dixit-export))
  (let ((count 0) commands)
    (mapatoms (lambda (symbol)
                (when (and (commandp symbol)
                           (string-match-p "\\`dixit-\\(list\\|quotes\\|people\\|entities\\)-"
                                           (symbol-name symbol))
                           (not (memq symbol '(dixit-list-quotes dixit-list-people
                                               dixit-list-entities)))
                           (not (string-match-p "-\\(mode\\|menu\\|mouse\\)\\'"
                                                (symbol-name symbol))))
                  (push symbol commands))))
    (dolist (command commands)
      (test-dixit--with test-dixit--text
        (ert-info ((symbol-name command))
          (cl-letf (((symbol-function 'completing-read)
                     (lambda (&rest _) (user-error "Asked")))
                    ((symbol-function 'read-regexp) (lambda (&rest _) "leak")))
            (condition-case nil (call-interactively command)
              (user-error (cl-incf count))))
          (should (equal (buffer-string) test-dixit--text))
          (should (command-modes command))
          (should-not (local-variable-p 'dixit-list--filters)))))
    (should (> count 20))))

(ert-deftest test-dixit-list-killed-and-back ()
  "When a file's buffer is killed its rows go to the file again."
  (test-dixit--with-files
    (switch-to-buffer (find-file-noselect "b.txt"))
    (dixit-list-quotes (list (current-buffer)))
    (kill-buffer "b.txt")
    (test-dixit--keys "RET")
    (should (equal (buffer-name) "b.txt"))
    (should (looking-at-p "“Three"))))

(ert-deftest test-dixit-list-bookmark ()
  (test-dixit--with-files
    (let ((bookmark-alist nil) (bookmark-watch-bookmark-file nil)
          (bookmark-save-flag nil)
          (bookmark-default-file (expand-file-name "bookmarks")))
      (switch-to-buffer (find-file-noselect "a.txt"))
      (test-dixit--keys "M-x dixit-list-quotes RET / r Two RET")
      (bookmark-set "said")
      ;; As it is read from a file.
      (setq bookmark-alist (read (prin1-to-string bookmark-alist)))
      (kill-buffer)
      (kill-buffer "a.txt")
      (bookmark-jump "said")
      (should (derived-mode-p 'dixit-quotes-mode))
      (should (= 1 (length (test-dixit--rows))))
      (should (string-search "/Two/" (test-dixit--header))))))

(provide 'test-dixit-list)

;;; test-dixit-list.el ends here