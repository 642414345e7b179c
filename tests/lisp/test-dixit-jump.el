;;; test-dixit-jump.el --- From place to place, by keys  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; See dixit-toy.el.

;;; Code:

(require 'ert)
(require 'cl-lib)
(require 'bookmark)
(require 'icomplete)
(require 'repeat nil t)
(require 'thingatpt)
(require 'xref)
(require 'dixit-toy)
(require 'dixit-goto)
(require 'dixit-jump)
(require 'dixit-thing)

;;;; Going from quotation to quotation

(ert-deftest test-dixit-mode-next-and-previous ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q n")
    (should (looking-at-p "“It leaks"))
    ;; The term on this line is nobody's words.
    (test-dixit--keys "C-c q n")
    (should (looking-at-p "“It does not"))
    (test-dixit--keys "C-u 2 C-c q n")
    (should (looking-at-p "“Nobody"))
    (test-dixit--keys "C-c q p")
    (should (looking-at-p "“I have"))
    (test-dixit--keys "C-- C-c q n")
    (should (looking-at-p "“It does not"))
    (test-dixit--keys "C-u - 2 C-c q p")
    (should (looking-at-p "“Nobody"))
    (let ((here (point)))
      (should-error (test-dixit--keys "C-u 7 C-c q n") :type 'user-error)
      (should (= here (point))))
    (test-dixit--keys "C-c q n")
    (should-error (test-dixit--keys "C-c q n") :type 'user-error)))

(ert-deftest test-dixit-mode-repeat ()
  (skip-unless (fboundp 'repeat-mode))
  (test-dixit--with test-dixit--text
    (let ((was repeat-mode) (inhibit-message t))
      (repeat-mode 1)
      (unwind-protect
          (progn
            (test-dixit--keys "C-c q n n n p")
            (should (looking-at-p "“It does not")))
        (repeat-mode (if was 1 -1))))))

(ert-deftest test-dixit-mode-mark ()
  "A jump pushes the mark; the ones after it do not."
  (test-dixit--with test-dixit--text
    (goto-char 10)
    (test-dixit--keys "C-c q n C-c q n C-c q n")
    (should (= (mark t) 10))
    (test-dixit--keys "C-u C-SPC")
    (should (= (point) 10))))

(ert-deftest test-dixit-mode-message ()
  (test-dixit--with test-dixit--text
    (should (string-prefix-p "Ada Marsh: “It leaks,”"
                             (progn (test-dixit--keys "C-c q n")
                                    (dixit--line
                                     (dixit-quote-at (dixit-current-document)
                                                     (point))))))))

(ert-deftest test-dixit-mode-goto-quote ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q g “Then TAB RET")
    (should (looking-at-p "“Then buy"))
    (should (= (mark t) (point-min)))
    ;; The one at point is the default.
    (forward-char 3)
    (test-dixit--keys "C-c q g RET")
    (should (looking-at-p "“Then buy"))))

(ert-deftest test-dixit-mode-goto-quote-words-within ()
  "Words from the middle are enough, without a library for completion."
  (test-dixit--with test-dixit--text
    (should (equal completion-styles (eval (car (get 'completion-styles 'standard-value)))))
    (test-dixit--keys "C-c q g wet SPC feet RET")
    (should (looking-at-p "“I have wet"))
    (test-dixit--keys "C-c q j Quill RET")
    (should (looking-at-p "Ben Quill")))
  ;; So are words that are too far along to be seen.
  (test-dixit--with (concat "Then\n\n“It leaks" (make-string 200 ?!) " for ever,” Ada Marsh said.\n\n"
                            "“No,” said Ben Quill.\n")
    (test-dixit--keys "C-c q g for SPC ever RET")
    (should (looking-at-p "“It leaks!"))))

(ert-deftest test-dixit-mode-goto-quote-same-words ()
  (test-dixit--with "“Yes,” Ada Marsh said.\n\n“Yes,” said Ben Quill.\n"
    (test-dixit--keys "C-c q g “Yes,” SPC <2> RET")
    (should (= 3 (line-number-at-pos)))))

(ert-deftest test-dixit-mode-annotations ()
  "Who says it is shown beside the words that are read."
  (test-dixit--with test-dixit--text
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt table &rest _)
                 (let* ((metadata (cdr (funcall table "" nil 'metadata)))
                        (all (all-completions "" table))
                        (lines (funcall (alist-get 'affixation-function metadata)
                                        all))
                        (group (alist-get 'group-function metadata)))
                   (should (= 5 (length all)))
                   (should (string-match-p "3 +Ada Marsh" (nth 1 (car lines))))
                   (should (equal "Ada Marsh" (funcall group (car all) nil)))
                   (should (equal "(nobody)" (funcall group (nth 3 all) nil)))
                   (nth 1 all)))))
      (call-interactively #'dixit-goto-quote)
      (should (looking-at-p "“It does not")))))

(ert-deftest test-dixit-goto-from-the-minibuffer ()
  "A speaker without a name is told in words of the text, not of the minibuffer."
  (test-dixit--with "Once.\n\n“Hm,” Nurse said.\n"
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt table &rest _)
                 (with-temp-buffer
                   (let ((metadata (cdr (funcall table "" nil 'metadata))))
                     (should (equal "Nurse" (funcall (alist-get 'group-function metadata)
                                                     "“Hm,”" nil)))
                     (should (string-search
                              "Nurse" (nth 1 (car (funcall (alist-get 'affixation-function
                                                                      metadata)
                                                           '("“Hm,”"))))))))
                 "“Hm,”")))
      (call-interactively #'dixit-goto-quote)
      (should (looking-at-p "“Hm")))))

(ert-deftest test-dixit-mode-unfold ()
  "A jump opens what is folded."
  (test-dixit--with (concat "* One\n" test-dixit--text)
    (outline-mode)
    (let ((hide (if (fboundp 'outline-hide-body) #'outline-hide-body #'ignore)))
      (funcall hide))
    (should (invisible-p (test-dixit--at "It leaks")))
    (dixit-next-quote)
    (should-not (invisible-p (point)))))

(ert-deftest test-dixit-mode-next-error ()
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (let ((next-error-last-buffer nil))
      (test-dixit--keys "M-g n")
      (should (looking-at-p "“It leaks"))
      (test-dixit--keys "M-g n M-g n M-g p")
      (should (looking-at-p "“It does not")))))


;;;; By speaker and by person

(ert-deftest test-dixit-jump-same-speaker ()
  (test-dixit--with test-dixit--text
    (should-error (test-dixit--keys "C-c q N") :type 'user-error)
    (test-dixit--keys "C-c q n C-c q N")
    (should (looking-at-p "“I have"))
    (should-error (test-dixit--keys "C-c q N") :type 'user-error)
    (test-dixit--keys "C-c q P")
    (should (looking-at-p "“It leaks"))
    ;; From the words that name somebody.
    (goto-char (test-dixit--at "Quill said"))
    (test-dixit--keys "C-c q P")
    (should (looking-at-p "“Then buy"))
    (test-dixit--keys "C-- C-c q N")
    (should (looking-at-p "“It does not"))
    ;; Nobody's are the same speaker's.
    (goto-char (test-dixit--at "Nobody"))
    (should-error (test-dixit--keys "C-c q N") :type 'user-error)))

(ert-deftest test-dixit-jump-mentions ()
  (test-dixit--with test-dixit--text
    (should-error (test-dixit--keys "C-c q f") :type 'user-error)
    (goto-char (test-dixit--at "Ada Marsh"))
    (test-dixit--keys "C-c q f")
    (should (looking-at-p "she said"))
    (should-error (test-dixit--keys "C-c q f") :type 'user-error)
    (test-dixit--keys "C-c q b")
    (should (looking-at-p "Ada Marsh"))
    ;; In a quotation it is the speaker.
    (goto-char (test-dixit--at "Then buy"))
    (test-dixit--keys "C-c q b")
    (should (looking-at-p "Ben Quill"))
    (goto-char (test-dixit--at "Quill said"))
    (test-dixit--keys "C-c q <")
    (should (looking-at-p "Ben Quill"))
    ;; Point after the word is still at it.
    (goto-char (test-dixit--at " said.\n\n“Nobody"))
    (test-dixit--keys "C-c q b")
    (should (looking-at-p "she"))))

(ert-deftest test-dixit-jump-antecedent ()
  (test-dixit--with (concat test-dixit--text "\n“So,” Marsh said.\n\n“No,” she said.\n")
    (goto-char (test-dixit--at "she said"))
    (test-dixit--keys "C-c q a")
    (should (looking-at-p "Ada Marsh"))
    (should-error (test-dixit--keys "C-c q a") :type 'user-error)
    ;; The last name before, and from that the full one.
    (goto-char (point-max))
    (search-backward "she")
    (test-dixit--keys "C-c q a")
    (should (looking-at-p "Marsh said"))
    (test-dixit--keys "C-c q a")
    (should (looking-at-p "Ada Marsh"))
    ;; From a quotation, who says it.
    (goto-char (test-dixit--at "Then buy"))
    (test-dixit--keys "C-c q a")
    (should (looking-at-p "Ben Quill"))))

(ert-deftest test-dixit-jump-repeat-mentions ()
  (test-dixit--with (concat test-dixit--text "\n“So,” Marsh said.\n")
    (let ((was repeat-mode) (inhibit-message t))
      (repeat-mode 1)
      (unwind-protect
          (progn
            (goto-char (test-dixit--at "Ada"))
            (test-dixit--keys "C-c q f f")
            (should (looking-at-p "Marsh said"))
            (goto-char (test-dixit--at "“It does"))
            (test-dixit--keys "C-c q N P N")
            (should (looking-at-p "“Then")))
        (repeat-mode (if was 1 -1))))))

(ert-deftest test-dixit-jump-return ()
  "What returns from a definition returns from a run of jumps."
  (test-dixit--with test-dixit--text
    (goto-char 10)
    (test-dixit--keys "C-c q n C-c q n C-c q N")
    (test-dixit--keys "M-,")
    (should (= (point) 10))))

(ert-deftest test-dixit-jump-find-mentions-on-one-line ()
  "Xref shows them one after the other: together they are the line, once."
  (let ((filler (make-string 300 ?x)))
    (test-dixit--with (concat "Ada Marsh said “A,” she said “B.”  Ben Quill said “C.”\n"
                              "Marsh said “D.” " filler " Marsh said “E.”\n")
      (test-dixit--keys "C-c q ? ")
      (let ((text (buffer-string)))
        (should (string-match-p "^1: ?Ada Marsh said “A,” she said “B.”  Ben Quill said “C.”$"
                                text))
        (should (string-match-p "^2: ?Marsh said “D.” x+… Marsh said “E.”$" text))
        (should (< (length text) 400)))
      (goto-char (point-min))
      (search-forward "she")
      (test-dixit--keys "RET")
      (should (looking-at-p "she said “B"))
      (quit-windows-on "*xref*"))))

(ert-deftest test-dixit-jump-narrowed-kill ()
  "Nothing that is out of sight is killed; the region stays within."
  (test-dixit--with test-dixit--text
    (goto-char (test-dixit--at "does not"))
    (narrow-to-region (point) (line-end-position))
    (should-error (test-dixit--keys "C-c q k") :type 'user-error)
    (test-dixit--keys "C-c q @")
    (should (= (region-beginning) (point-min)))
    (should (equal (buffer-substring (region-beginning) (region-end))
                   "does not leak,”"))
    (widen)
    (should (equal (buffer-string) test-dixit--text))
    (test-dixit--keys "C-c q k")
    (should (equal (current-kill 0) "“It does not leak,”"))))

(ert-deftest test-dixit-jump-find-mentions ()
  (test-dixit--with test-dixit--text
    (let ((article (current-buffer)))
      (goto-char (test-dixit--at "she said"))
      (test-dixit--keys "C-c q ?")
      (should (derived-mode-p 'xref--xref-buffer-mode))
      (should (string-match-p "3: ?“It leaks,” Ada Marsh said" (buffer-string)))
      (should (string-match-p "7: ?“I have wet feet,” she said" (buffer-string)))
      (should-not (string-search "Quill" (buffer-string)))
      (search-forward "wet feet")
      (test-dixit--keys "RET")
      (should (eq (current-buffer) article))
      (should (looking-at-p "she said"))
      ;; By name, where nobody is at point.
      (goto-char (point-min))
      (test-dixit--keys "C-c q ? Ben SPC Quill RET")
      (should (string-match-p "11: ?“Then buy" (buffer-string)))
      (quit-window t))))

;;;; Completion

(defmacro test-dixit--with-preview (keys &rest body)
  "Type KEYS, then evaluate BODY while the minibuffer is open, then quit it.
BODY sees the article's window as `window'."
  (declare (indent 1) (debug t))
  `(let ((window (selected-window)) ran)
     (cl-letf (((symbol-function 'test-dixit--look)
                (lambda () (interactive) (setq ran t)
                  (with-current-buffer (window-buffer window) ,@body))))
       (let ((minibuffer-local-must-match-map
              (let ((map (make-sparse-keymap)))
                (set-keymap-parent map minibuffer-local-must-match-map)
                (define-key map (kbd "<f5>") 'test-dixit--look)
                (define-key map (kbd "<f6>") 'icomplete-forward-completions)
                map)))
         (ignore-error quit
           (test-dixit--keys (concat ,keys " <f5> C-g"))))
       (should ran))))

(defun test-dixit--previewed ()
  "Return the text that is shown as what would be gone to, or nil."
  (cl-loop for overlay in (overlays-in (point-min) (point-max))
           if (eq 'dixit-preview (overlay-get overlay 'face))
           return (buffer-substring-no-properties (overlay-start overlay)
                                                  (overlay-end overlay))))

(ert-deftest test-dixit-goto-preview ()
  "The text shows what is selected, and goes back after C-g."
  (test-dixit--with test-dixit--text
    (goto-char 5)
    (test-dixit--with-preview "C-c q g “Th"
      (should (equal (test-dixit--previewed) "“Then buy boots,”"))
      (should (= (window-point window) (test-dixit--at "“Then"))))
    (should (= (point) 5))
    (should-not (test-dixit--previewed))
    ;; Nothing is decided yet.
    (test-dixit--with-preview "C-c q g “I"
      (should-not (test-dixit--previewed)))
    (let ((dixit-goto-preview nil))
      (test-dixit--with-preview "C-c q g “Th"
        (should-not (test-dixit--previewed))))))

(ert-deftest test-dixit-goto-preview-lines ()
  "What is shown ends with the words of each line, and takes the indentation out."
  (test-dixit--with "A\n\n  “It leaks, \n\n    and more,” she said.\n"
    (let ((show (dixit-goto--previewer
                 (selected-window)
                 (lambda (_) (list (cons (test-dixit--at "“It")
                                         (test-dixit--at " she")))))))
      (funcall show "it")
      (should (equal (sort (mapcar (lambda (overlay)
                                     (buffer-substring (overlay-start overlay)
                                                       (overlay-end overlay)))
                                   (overlays-in (point-min) (point-max)))
                           #'string<)
                     '("and more,”" "“It leaks,")))
      (should (= (point) (test-dixit--at "“It")))
      (funcall show)
      (should-not (overlays-in (point-min) (point-max))))))

(ert-deftest test-dixit-goto-preview-icomplete ()
  "Icomplete always has one selected, and keys to go to others."
  (test-dixit--with test-dixit--text
    (icomplete-mode)
    (unwind-protect
        (let ((icomplete-show-matches-on-no-input t)
              (icomplete-compute-delay 0))
          (test-dixit--with-preview "C-c q g “I"
            (should (equal (test-dixit--previewed) "“It leaks,”")))
          (test-dixit--with-preview "C-c q g “I <f6>"
            (should (equal (test-dixit--previewed) "“It does not leak,”"))))
      (icomplete-mode -1))))

(defvar vertico--input)
(ert-deftest test-dixit-goto-preview-vertico ()
  "Vertico is asked which candidate it shows as selected."
  (test-dixit--with test-dixit--text
    (cl-letf (((symbol-function 'vertico--candidate)
               (lambda (&rest _) "“I have wet feet,”")))
      (let ((vertico--input t))
        (test-dixit--with-preview "C-c q g"
          (should (equal (test-dixit--previewed) "“I have wet feet,”")))))))

(ert-deftest test-dixit-goto-person ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q j Ben SPC Quill RET")
    (should (looking-at-p "Ben Quill"))
    (should (= (mark t) (point-min)))
    ;; Whoever is at point is the default.
    (goto-char (test-dixit--at "she said"))
    (test-dixit--keys "C-c q j RET")
    (should (looking-at-p "Ada Marsh"))
    (test-dixit--with-preview "C-c q j Ben"
      (should (equal (test-dixit--previewed) "Ben Quill")))
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt table &rest _)
                 (let* ((metadata (cdr (funcall table "" nil 'metadata)))
                        (lines (funcall (alist-get 'affixation-function metadata)
                                        (all-completions "" table))))
                   (should (equal "  keeper of the lock  2 quotations  2 mentions"
                                  (substring-no-properties (nth 2 (car lines)))))
                   (should (equal "person"
                                  (funcall (alist-get 'group-function metadata)
                                           "Ben Quill" nil)))
                   "Ben Quill"))))
      (call-interactively #'dixit-goto-person)
      (should (looking-at-p "Ben Quill")))))

;;;; The quotation as a thing

(ert-deftest test-dixit-thing-at-point ()
  (test-dixit--with test-dixit--text
    (should-not (bounds-of-thing-at-point 'quotation))
    (goto-char (test-dixit--at "leaks"))
    (should (equal (thing-at-point 'quotation t) "“It leaks,”"))
    (should (= (beginning-of-thing 'quotation) (test-dixit--at "“It leaks")))
    (forward-thing 'quotation 2)
    (should (= (point) (+ (test-dixit--at "leak,” said") (length "leak,”"))))
    (forward-thing 'quotation -1)
    (should (looking-at-p "“It does"))
    (forward-thing 'quotation -5)
    (should (bobp))
    (forward-thing 'quotation 50)
    (should (eobp))
    ;; Its end is still at it, the words that name the speaker are not.
    (goto-char (test-dixit--at " Ada Marsh"))
    (should (bounds-of-thing-at-point 'quotation))
    (goto-char (test-dixit--at "Marsh said"))
    (should-not (bounds-of-thing-at-point 'quotation))))

(ert-deftest test-dixit-thing-mark ()
  (test-dixit--with test-dixit--text
    (transient-mark-mode)
    (goto-char (test-dixit--at "leaks"))
    (test-dixit--keys "C-c q @")
    (should (equal "“It leaks,”"
                   (buffer-substring (region-beginning) (region-end))))
    (test-dixit--keys "C-c q @ C-c q @")
    (should (equal "“It leaks,” Ada Marsh"
                   (buffer-substring (region-beginning) (region-end))))
    (deactivate-mark)
    (goto-char (point-min))
    (should-error (test-dixit--keys "C-c q @") :type 'user-error)))

(ert-deftest test-dixit-thing-kill ()
  (test-dixit--with test-dixit--text
    (let ((kill-ring nil) (interprogram-cut-function nil))
      (goto-char (test-dixit--at "Then buy"))
      (test-dixit--keys "C-c q k")
      (should (equal (car kill-ring) "“Then buy boots,”"))
      (undo-boundary)
      (undo)
      (goto-char (test-dixit--at "Then buy"))
      (test-dixit--keys "C-u C-c q k")
      (should (equal (car kill-ring) "“Then buy boots,” Quill")))))

(ert-deftest test-dixit-thing-copy ()
  (test-dixit--with test-dixit--text
    (let ((kill-ring nil) (interprogram-cut-function nil))
      (setq buffer-read-only t)
      (goto-char (test-dixit--at "Then buy"))
      (test-dixit--keys "C-c q c")
      (should (equal (car kill-ring) "“Then buy boots,” Ben Quill said."))
      (test-dixit--keys "C-u C-c q c")
      (should (equal (car kill-ring) "“Then buy boots,”"))
      (let ((dixit-attribution-format "%q said %s"))
        (test-dixit--keys "C-c q c"))
      (should (equal (car kill-ring) "“Then buy boots,” said Ben Quill."))
      (goto-char (test-dixit--at "Nobody"))
      (test-dixit--keys "C-c q c")
      (should (equal (car kill-ring) "“Nobody asked me.”")))))

(ert-deftest test-dixit-thing-attributed ()
  "Punctuation and marks come out as a sentence."
  (dolist (case '((direct "“It leaks.”" "“It leaks,” A B said.")
                  (direct "“Does it?”" "“Does it?” A B said.")
                  (direct "“It leaks,” “It always has.”"
                          "“It leaks. It always has,” A B said.")
                  (direct "“It leaks,” “and it always has.”"
                          "“It leaks, and it always has,” A B said.")
                  (indirect "that the lock would hold" "The lock would hold, A B said.")
                  (mixed "that the lock was “shut.”" "The lock was “shut,” A B said.")))
    (with-temp-buffer
      (should (equal (nth 2 case)
                     (dixit-attributed (make-dixit-quote
                                        :kind (car case) :text (nth 1 case)
                                        :speaker "A B")))))))

;;;; Bookmarks

(ert-deftest test-dixit-jump-bookmark ()
  "A bookmark at a quotation has its speaker and words for a name."
  (test-dixit--with test-dixit--text
    (setq buffer-file-name (expand-file-name "no-such-article.txt"))
    (dixit-mode)
    (goto-char (test-dixit--at "Then buy"))
    (let ((record (funcall bookmark-make-record-function)))
      (should (equal (car record) "Ben Quill: “Then buy boots,”"))
      (should (member "Ben Quill: “Then buy boots,”" (alist-get 'defaults (cdr record))))
      (should (= (point) (alist-get 'position (cdr record)))))
    (dixit-mode -1)
    (should-not (local-variable-p 'bookmark-make-record-function))))

(provide 'test-dixit-jump)

;;; test-dixit-jump.el ends here
