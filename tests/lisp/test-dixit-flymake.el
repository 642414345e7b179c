;;; test-dixit-flymake.el --- What is wrong, shown and mended by keys  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; See dixit-toy.el.  Here the toy also takes “boots” for a misspelling of
;; “shoes”, and a “lock” for wrong, it knows not how.

;;; Code:

(require 'ert)
(require 'cl-lib)
(require 'flymake)
(require 'dixit-toy)
(require 'dixit-flymake)

(defun test-dixit-flymake--analyze ()
  "Read the current buffer as the toy language, with checks."
  (let ((document (test-dixit--analyze)) checks)
    (save-excursion
      (goto-char (point-min))
      (while (re-search-forward "\\_<\\(?:boots\\|\\(lock\\)\\)\\_>" nil t)
        (push (make-dixit-check
               :code (if (match-beginning 1) 'unattributed-quote 'mixed-script)
               :start (match-beginning 0) :end (match-end 0)
               :message (if (match-beginning 1) "a lock" "“shoes” was meant")
               :fix (unless (match-beginning 1) "shoes"))
              checks)))
    (setf (dixit-document--checks document) (vconcat (nreverse checks)))
    document))

(defun test-dixit-flymake--shown ()
  "Return the type and words of each diagnostic in the buffer."
  (sort (mapcar (lambda (diagnostic)
                  (list (flymake-diagnostic-type diagnostic)
                        (buffer-substring-no-properties
                         (flymake-diagnostic-beg diagnostic)
                         (flymake-diagnostic-end diagnostic))
                        (flymake-diagnostic-text diagnostic)))
                (flymake-diagnostics))
        (lambda (a b) (string< (cadr a) (cadr b)))))

(defmacro test-dixit-flymake--with (&rest body)
  "Evaluate BODY in a buffer of the toy text."
  (declare (indent 0) (debug t))
  `(test-dixit--with test-dixit--text
     (let ((dixit-analyze-function #'test-dixit-flymake--analyze)
           (flymake-start-on-flymake-mode t)
           (noninteractive nil))
       ,@body)))

(ert-deftest test-dixit-flymake-shows ()
  "Flymake shows what the mode finds, follows the text, and forgets it after."
  (test-dixit-flymake--with
    (dixit-mode)
    (should (memq 'dixit-flymake flymake-diagnostic-functions))
    (dixit-current-document)
    (flymake-mode)
    (flymake-start)
    (should (equal '((:warning "boots" "“shoes” was meant") (:note "lock" "a lock"))
                   (test-dixit-flymake--shown)))
    (goto-char (test-dixit--at "lock"))
    (insert "boots and ")
    ;; Nothing is said of a text that is not read yet.
    (flymake-start)
    (should-not (cl-find "boots" (flymake-diagnostics) :key #'flymake-diagnostic-beg))
    (dixit-current-document)
    (should (equal '("boots" "boots" "lock")
                   (mapcar #'cadr (test-dixit-flymake--shown))))
    (goto-char (point-min))
    (test-dixit--keys "M-x flymake-goto-next-error RET")
    (should (looking-at "boots and lock"))
    (dixit-mode -1)
    (should-not (flymake-diagnostics))
    (should-not (memq 'dixit-flymake flymake-diagnostic-functions))
    (should-not (local-variable-p 'dixit-analyzed-hook))
    (should flymake-mode)))

(ert-deftest test-dixit-flymake-was-on ()
  "Where Flymake is on already it shows at once what is found."
  (test-dixit-flymake--with
    (flymake-mode)
    (dixit-mode)
    (dixit-current-document)
    (should (equal '("boots" "lock") (mapcar #'cadr (test-dixit-flymake--shown))))))

(ert-deftest test-dixit-flymake-fix ()
  "`dixit-fix' puts in what was meant, and undo takes it back."
  (test-dixit-flymake--with
    (dixit-mode)
    (buffer-enable-undo)
    (goto-char (+ 2 (test-dixit--at "boots")))
    (test-dixit--keys "C-c q !")
    (should (test-dixit--at "“Then buy shoes,” Quill"))
    (should-error (test-dixit--at "boots"))
    (undo-boundary)
    (test-dixit--keys "C-/")
    (should (equal test-dixit--text (buffer-string)))
    ;; What is wrong is told where it is not known what is right.
    (goto-char (test-dixit--at "lock"))
    (should (equal "a lock" (cadr (should-error (test-dixit--keys "C-c q !") :type 'user-error))))
    (goto-char (point-min))
    (should-error (test-dixit--keys "C-c q !") :type 'user-error)
    (goto-char (test-dixit--at "boots"))
    (setq buffer-read-only t)
    (should-error (test-dixit--keys "C-c q !") :type 'buffer-read-only)))

(ert-deftest test-dixit-flymake-module ()
  "The module's own checks, from the text to the mended word."
  (skip-unless (dixit-test-module-p))
  (test-dixit--with ""
    (let ((dixit-analyze-function #'dixit-analyze-buffer)
          (noninteractive nil)
          (dixit--threads nil))
      (insert "Holm said that ерфе was late, and that nobody had asked.\n")
      (dixit-mode)
      (dixit-current-document)
      (flymake-mode)
      (flymake-start)
      (should (member "ерфе" (mapcar #'cadr (test-dixit-flymake--shown))))
      (goto-char (test-dixit--at "ерфе"))
      (test-dixit--keys "C-c q !")
      (should (string-prefix-p "Holm said that that was" (buffer-string))))))

(provide 'test-dixit-flymake)

;;; test-dixit-flymake.el ends here
