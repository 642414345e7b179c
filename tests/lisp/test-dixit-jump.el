;;; test-dixit-jump.el --- From place to place, by keys  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; See dixit-toy.el.

;;; Code:

(require 'ert)
(require 'cl-lib)
(require 'dixit-toy)

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

(provide 'test-dixit-jump)

;;; test-dixit-jump.el ends here
