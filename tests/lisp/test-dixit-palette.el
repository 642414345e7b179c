;;; test-dixit-palette.el --- Colours for people  -*- lexical-binding: t -*-

;; Copyright (C) 2026 The Dixit authors
;; SPDX-License-Identifier: GPL-3.0-or-later

;;; Commentary:

;; The colours that people get, and whether they can be read.

;;; Code:

(require 'ert)
(require 'cl-lib)
(require 'dixit-toy)
(require 'dixit-palette)

(defun test-dixit--speakers (&rest names)
  "Return a vector of people called NAMES who each say something."
  (vconcat (mapcar (lambda (name)
                     (make-dixit-entity :type 'PER :name name
                                        :mentions 1 :quotes 1))
                   names)))

(ert-deftest test-dixit-mode-colors-differ ()
  "As many people as colours have one each; more share, but for the look."
  (let* ((names (cl-loop for i below 16 collect (format "Person %d" i)))
         (few (dixit-palette--assign
               (apply #'test-dixit--speakers (cl-subseq names 0 8)) nil))
         (many (dixit-palette--assign
                (apply #'test-dixit--speakers names) nil)))
    (should (= 8 (length (delete-dups
                          (mapcar (lambda (slot) (mod slot 8))
                                  (hash-table-values few))))))
    (should (= 16 (length (delete-dups (hash-table-values many)))))
    ;; Forty is too many for anything, but no error.
    (should (= 40 (hash-table-count
                   (dixit-palette--assign
                    (apply #'test-dixit--speakers
                           (cl-loop for i below 40 collect (format "P %d" i)))
                    nil))))))

(ert-deftest test-dixit-mode-colors-stay ()
  "A person keeps a colour while others come and go."
  (let* ((first (dixit-palette--assign
                 (test-dixit--speakers "A" "B" "C" "D" "E") nil))
         (second (dixit-palette--assign
                  (test-dixit--speakers "X" "Y" "E" "C" "Z" "W") first)))
    (should (= (gethash "c" first) (gethash "c" second)))
    (should (= (gethash "e" first) (gethash "e" second)))
    (should (= 6 (length (delete-dups (hash-table-values second)))))))

(ert-deftest test-dixit-mode-contrast ()
  "The colours can be read, on white and on black, and on their own tint."
  (cl-labels ((channel (hex at)
                (let ((c (/ (string-to-number (substring hex at (+ at 2)) 16)
                            255.0)))
                  (if (<= c 0.04045) (/ c 12.92)
                    (expt (/ (+ c 0.055) 1.055) 2.4))))
              (luminance (hex)
                (+ (* 0.2126 (channel hex 1)) (* 0.7152 (channel hex 3))
                   (* 0.0722 (channel hex 5))))
              (contrast (a b)
                (let ((x (luminance a)) (y (luminance b)))
                  (/ (+ 0.05 (max x y)) (+ 0.05 (min x y)))))
              (values (hex)
                (mapcar (lambda (at)
                          (* 257 (string-to-number
                                  (substring hex at (+ at 2)) 16)))
                        '(1 3 5))))
    (dolist (row dixit-palette--rows)
      (pcase-dolist (`(,color ,back ,text) `((,(nth 0 row) "#ffffff" "#000000")
                                             (,(nth 1 row) "#1b1d22" "#e0e0e0")))
        (let ((tint (dixit-palette--mix
                     (values color) (values back)
                     (dixit-palette--strength (values back)))))
          (should (> (contrast color back) 4.9))
          (should (> (contrast color tint) 3.9))
          (should (> (contrast text tint) 6.5)))))))

(provide 'test-dixit-palette)

;;; test-dixit-palette.el ends here
