;;; test-dixit-focus.el --- One speaker in colour, by keys  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; See dixit-toy.el.

;;; Code:

(require 'ert)
(require 'cl-lib)
(require 'dixit-toy)
(require 'dixit-focus)

(defun test-dixit--dimmed-p (string)
  "Return non-nil if the place where STRING begins is dimmed."
  (cl-some (lambda (overlay)
             (eq 'dixit-focus-overlay (overlay-get overlay 'category)))
           (overlays-at (test-dixit--at string))))

(defun test-dixit--dim-overlays ()
  "Return the overlays that dim, in the widened buffer."
  (save-restriction
    (widen)
    (cl-remove 'dixit-focus-overlay (overlays-in (point-min) (point-max))
               :key (lambda (overlay) (overlay-get overlay 'category))
               :test-not #'eq)))

(ert-deftest test-dixit-focus-person-at-point ()
  (test-dixit--with test-dixit--text
    (dixit-mode)
    (goto-char (test-dixit--at "she said"))
    (test-dixit--keys "C-c q o")
    (dolist (seen '("“It leaks" "Ada Marsh" "“I have" "she said"))
      (should-not (test-dixit--dimmed-p seen)))
    (dolist (dimmed '("The lock" "Iron" "“It does" "Ben Quill" "“Nobody" "Quill said"))
      (should (test-dixit--dimmed-p dimmed)))
    (test-dixit--keys "C-c q o")
    (should-not (test-dixit--dim-overlays))
    (should dixit-mode)))

(ert-deftest test-dixit-focus-by-name ()
  "Where nobody is at point the name is read; the mode is turned on."
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q o Ben SPC Quill RET")
    (should dixit-mode)
    (should (test-dixit--dimmed-p "“It leaks"))
    (should-not (test-dixit--dimmed-p "“It does"))
    ;; A prefix argument goes on to another.
    (test-dixit--keys "C-u C-c q o Ada SPC Marsh RET")
    (should-not (test-dixit--dimmed-p "“It leaks"))
    (should (test-dixit--dimmed-p "“It does"))))

(ert-deftest test-dixit-focus-follows-the-text ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q o Ada SPC Marsh RET")
    (goto-char (point-min))
    (insert "“Look,” she said.\n\n")
    (dixit--idle)
    (should-not (test-dixit--dimmed-p "“Look"))
    (should (test-dixit--dimmed-p "The lock"))
    (should-not (test-dixit--dimmed-p "“It leaks"))))

(ert-deftest test-dixit-focus-ends-with-the-mode ()
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q o Ada SPC Marsh RET")
    (should (test-dixit--dim-overlays))
    (dixit-mode -1)
    (should-not (test-dixit--dim-overlays))
    (should-not (local-variable-p 'dixit-focus--name))
    (should-not (local-variable-p 'dixit-analyzed-hook))
    (should-not (memq #'dixit-focus--scrolled window-scroll-functions))))

(ert-deftest test-dixit-focus-bounded ()
  "A long text has overlays where it is shown alone."
  (test-dixit--with ""
    (dotimes (i 600)
      (insert (format "“Boat %d is late,” Ada Marsh said.\n\n“No,” said Ben Quill.\n\n" i)))
    (goto-char (point-min))
    (test-dixit--keys "C-c q o")
    (should (< 100 (length (test-dixit--dim-overlays)) 600))
    (goto-char (point-max))
    (forward-line -20)
    (set-window-start (selected-window) (point))
    (dixit-focus--scrolled (selected-window) (point))
    (search-forward "said Ben")
    (should (cl-find 'dixit-focus-overlay (overlays-at (match-beginning 0))
                     :key (lambda (overlay) (overlay-get overlay 'category))))
    (should (< 100 (length (test-dixit--dim-overlays)) 600))))

(ert-deftest test-dixit-focus-clone ()
  "A clone has nothing dimmed, and ends nothing in its base."
  (test-dixit--with test-dixit--text
    (test-dixit--keys "C-c q o Ada SPC Marsh RET")
    (let ((count (length (test-dixit--dim-overlays)))
          (clone (clone-indirect-buffer "article clone" nil)))
      (with-current-buffer clone (dixit-focus-stop))
      (kill-buffer clone)
      (should (= count (length (test-dixit--dim-overlays)))))))

(ert-deftest test-dixit-focus-doubtful ()
  "A quotation that is doubtful looks different from others, and from nobody's."
  (test-dixit--with test-dixit--text
    (let ((dixit-doubtful 0.95))
      (dixit-mode)
      (should (memq 'dixit-doubtful (test-dixit--faces (test-dixit--at "It leaks"))))
      (should-not (memq 'dixit-doubtful (test-dixit--faces (test-dixit--at "Nobody")))))
    (dixit-refresh)
    (should-not (memq 'dixit-doubtful
                      (test-dixit--faces (test-dixit--at "It leaks"))))))

(provide 'test-dixit-focus)

;;; test-dixit-focus.el ends here
