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
  "Return people called NAMES who each say something, for `dixit-palette--assign'."
  (vconcat (cl-loop for name in names for index from 0
                    append (list index name 1))))

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

(ert-deftest test-dixit-palette-silent ()
  "Who says nothing keeps a colour, too, while there are enough for speakers."
  (cl-flet ((assign (before speakers silent)
              (dixit-palette--assign
               (vconcat (cl-loop for name in (append speakers silent)
                                 append (list 0 name (if (member name speakers) 1 0))))
               before)))
    (dolist (new (mapcar (lambda (i) (format "New %c" i)) (number-sequence ?a ?z)))
      (let* ((first (assign nil '("A") '("Silent One")))
             (second (assign first (list "A" new) '("Silent One")))
             (third (assign second '("A") '("Silent One"))))
        (should (= 3 (length (delete-dups (hash-table-values second)))))
        (should (= (gethash "silent one" first) (gethash "silent one" second)
                   (gethash "silent one" third)))))
    ;; Eight speakers need all of them.
    (let ((eight (mapcar (lambda (i) (format "Nr %d" i)) (number-sequence 1 8))))
      (should-not (gethash "silent one" (assign (assign nil nil '("Silent One"))
                                                eight '("Silent One")))))))

(ert-deftest test-dixit-palette-same-everywhere ()
  "The colour is the person's, whatever the session, the text and the title."
  (let ((slot (dixit-palette--hash "teresa okafor")))
    ;; Another number here means other colours for everybody than yesterday.
    (should (= slot #xc9fdf68))
    (dolist (name '("Okafor" "Mayor Teresa Okafor" "Teresa Okafor Jr."))
      (should (= slot (dixit-palette--hash name))))
    (should (= (mod slot 8)
               (gethash "teresa okafor"
                        (dixit-palette--assign
                         (test-dixit--speakers "Teresa Okafor" "Xu Li" "Ann Lee")
                         nil)))))
  ;; Those of one family get colours of their own.
  (let ((slots (dixit-palette--assign (test-dixit--speakers "Ada Marsh" "Ben Marsh") nil)))
    (should-not (= (gethash "ada marsh" slots) (gethash "ben marsh" slots)))))

(ert-deftest test-dixit-palette-color-blind ()
  "No two colours are too near in Oklab, with and without colour blindness.
The matrices of full dichromacy are those of Machado, Oliveira and Fernandes
(2009); what can just be told apart differs by 0.02."
  (cl-labels
      ((linear (hex)
         (mapcar (lambda (at)
                   (let ((c (/ (string-to-number (substring hex at (+ at 2)) 16) 255.0)))
                     (if (<= c 0.04045) (/ c 12.92) (expt (/ (+ c 0.055) 1.055) 2.4))))
                 '(1 3 5)))
       (times (matrix vector)
         (mapcar (lambda (row) (apply #'+ (cl-mapcar #'* row vector))) matrix))
       (clip (vector) (mapcar (lambda (c) (min 1.0 (max 0.0 c))) vector))
       (oklab (rgb)
         (times '((0.2104542553 0.7936177850 -0.0040720468)
                  (1.9779984951 -2.4285922050 0.4505937099)
                  (0.0259040371 0.7827717662 -0.8086757660))
                (mapcar (lambda (c) (expt c (/ 1 3.0)))
                        (times '((0.4122214708 0.5363325363 0.0514459929)
                                 (0.2119034982 0.6806995451 0.1073969566)
                                 (0.0883024619 0.2817188376 0.6299787005))
                               rgb))))
       (distance (a b)
         (sqrt (apply #'+ (cl-mapcar (lambda (x y) (* (- x y) (- x y))) a b)))))
    (dolist (sight '(((1 0 0) (0 1 0) (0 0 1))
                     ((0.152286 1.052583 -0.204868) (0.114503 0.786281 0.099216)
                      (-0.003882 -0.048116 1.051998))
                     ((0.367322 0.860646 -0.227968) (0.280085 0.672501 0.047413)
                      (-0.011820 0.042940 0.968881))
                     ((1.255528 -0.076749 -0.178779) (-0.078411 0.930809 0.147602)
                      (0.004733 0.691367 0.303900))))
      (dolist (column '(0 1))
        (let ((seen (mapcar (lambda (row)
                              (oklab (clip (times sight (linear (nth column row))))))
                            dixit-palette--rows)))
          (cl-loop for (one . rest) on seen
                   do (dolist (other rest)
                        (should (> (distance one other) 0.045)))))))))

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

(ert-deftest test-dixit-palette-fonts ()
  "Where frames have fonts, only names have one of their own.
Emacs makes garbage for each such piece whenever it is laid out."
  (dolist (background '(light dark))
    (cl-letf (((symbol-function 'window-system) (lambda (&rest _) 'x))
              ((symbol-function 'display-color-cells) (lambda (&rest _) 16777216))
              ((symbol-function 'frame-parameter)
               (lambda (_ parameter)
                 (pcase parameter
                   ('display-type 'color)
                   ('background-mode background)))))
      (dolist (face (append '(dixit-speaker-name
                              dixit-reference dixit-second-round dixit-person
                              dixit-entity dixit-cue dixit-source dixit-quote
                              dixit-paraphrase)
                            (apply #'append dixit-palette--tinted)))
        (let ((chosen (face-spec-choose (face-default-spec face)
                                        (selected-frame))))
          (should-not (cl-intersection '(:slant :height :family :font :width) chosen))
          (should (eq (and (plist-member chosen :weight) t)
                      (eq face 'dixit-speaker-name)))
          (when (memq face '(dixit-cue dixit-second-round))
            (should chosen)))))))

(provide 'test-dixit-palette)

;;; test-dixit-palette.el ends here
